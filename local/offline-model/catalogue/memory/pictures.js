'use strict'

/** Each picture: its name, its colour, and the outline of the shape in a square of 24 by 24. */
const pictures = [
  { name: '{{star}}', colour: '#f5a400', path: 'M12 2l3 6.6 7.2.8-5.4 4.8 1.6 7.1L12 17.7l-6.4 3.6 1.6-7.1L1.8 9.4 9 8.6z' },
  { name: '{{heart}}', colour: '#e5484d', path: 'M12 21C5 15.5 2 12 2 8.2 2 5.2 4.3 3 7.1 3 9 3 10.9 4 12 5.8 13.1 4 15 3 16.9 3 19.7 3 22 5.2 22 8.2c0 3.8-3 7.3-10 12.8z' },
  { name: '{{moon}}', colour: '#7c6cf0', path: 'M20.5 15A9 9 0 1 1 9 3.5 7.2 7.2 0 0 0 20.5 15z' },
  { name: '{{sun}}', colour: '#f07d00', path: 'M12 6a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM11 1h2v3.5h-2zM11 19.5h2V23h-2zM1 11h3.5v2H1zM19.5 11H23v2h-3.5zM3.6 5l1.4-1.4 2.5 2.5-1.4 1.4zM16.5 17.9l1.4-1.4 2.5 2.5-1.4 1.4zM3.6 19l2.5-2.5 1.4 1.4L5 20.4zM16.5 6.1 19 3.6 20.4 5l-2.5 2.5z' },
  { name: '{{drop}}', colour: '#1f8fe0', path: 'M12 2c4 5 7 8.5 7 12.5a7 7 0 0 1-14 0C5 10.5 8 7 12 2z' },
  { name: '{{bolt}}', colour: '#d9a400', path: 'M13.5 1 4 14h6.5L9 23l10-13.5h-6.7z' },
  { name: '{{leaf}}', colour: '#2f9e54', path: 'M21 3C9 3 4 8 4 14c0 1.5.3 2.8.9 4L3 21.5 4.5 22l2-3C14 21 21 16 21 3zM7 16.5C9 12 12.5 9 17 7c-3.8 3-6.8 6-10 9.5z' },
  { name: '{{cloud}}', colour: '#6b8fb3', path: 'M7 19a5 5 0 0 1-.6-9.9A6.5 6.5 0 0 1 18.9 10.6 4.3 4.3 0 0 1 18 19z' },
  { name: '{{house}}', colour: '#b3653c', path: 'M12 3 1.5 12H5v9h5v-6h4v6h5v-9h3.5z' },
  { name: '{{flower}}', colour: '#d6409f', path: 'M12 9.5A4 4 0 1 0 8.5 5.8 4 4 0 1 0 6 13.2 4 4 0 1 0 12 17.5 4 4 0 1 0 18 13.2 4 4 0 1 0 15.5 5.8 4 4 0 0 0 12 9.5z' },
  { name: '{{fish}}', colour: '#0f9d8f', path: 'M1.5 12C4.5 7.5 8 5.5 11.5 5.5c3.2 0 5.7 1.7 7.3 3.9L22.5 6v12l-3.7-3.4c-1.6 2.2-4.1 3.9-7.3 3.9C8 18.5 4.5 16.5 1.5 12zM7 9.7a1.3 1.3 0 1 0 0 2.6 1.3 1.3 0 0 0 0-2.6z' },
  { name: '{{tree}}', colour: '#3c8a3f', path: 'M12 1 6 8.5h2.5L4 14.5h3L2.5 20.5H10.5V23h3v-2.5h8L17 14.5h3L15.5 8.5H18z' },
]

function drawPicture({ colour, path }) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  const shape = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  shape.setAttribute('d', path)
  shape.setAttribute('fill', colour)
  shape.setAttribute('fill-rule', 'evenodd')
  svg.append(shape)
  return svg
}

'use strict'

/** Put your questions here. `answer` is the number of the right option, counted from 0. */
const questions = [
  {
    text: 'Which planet of the Solar System is the largest?',
    options: ['Saturn', 'Jupiter', 'Neptune', 'Earth'],
    answer: 1,
    why: 'Jupiter weighs more than twice as much as all other planets together.',
  },
  {
    text: 'How many bones does an adult human have, as a rule?',
    options: ['106', '186', '206', '306'],
    answer: 2,
    why: 'Babies have about 270; many grow together with age.',
  },
  {
    text: 'Which ocean is the deepest?',
    options: ['Atlantic', 'Indian', 'Arctic', 'Pacific'],
    answer: 3,
    why: 'The Mariana Trench in the Pacific is about 11 km deep.',
  },
  {
    text: 'What do plants take from the air to make sugar?',
    options: ['Carbon dioxide', 'Nitrogen', 'Oxygen', 'Helium'],
    answer: 0,
    why: 'Photosynthesis turns carbon dioxide and water into sugar and oxygen.',
  },
  {
    text: 'Who wrote the first published algorithm for a computing machine?',
    options: ['Alan Turing', 'Ada Lovelace', 'Grace Hopper', 'Isaac Newton'],
    answer: 1,
    why: 'Her notes of 1843 describe how the Analytical Engine could compute Bernoulli numbers.',
  },
  {
    text: 'How much is 2 to the power of 10?',
    options: ['20', '512', '1000', '1024'],
    answer: 3,
    why: 'Doubling 1 ten times gives 1024.',
  },
  {
    text: 'Which animal is the fastest in flight?',
    options: ['Peregrine falcon', 'Swallow', 'Bat', 'Dragonfly'],
    answer: 0,
    why: 'A diving peregrine falcon is faster than 300 km/h.',
  },
  {
    text: 'Which gas makes up most of the air?',
    options: ['Oxygen', 'Argon', 'Nitrogen', 'Carbon dioxide'],
    answer: 2,
    why: 'About 78% of the air is nitrogen, 21% is oxygen.',
  },
]

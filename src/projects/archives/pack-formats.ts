// What is used of the library. It is loaded when something is packed or unpacked: to build its tables takes a good part of
// the start of a process. Named here, so that the build leaves out the rest.
export { Gunzip, Gzip, Inflate, Zip, ZipDeflate } from 'fflate'

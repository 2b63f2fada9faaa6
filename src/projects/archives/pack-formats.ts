// What is used of the library, so that the build leaves out the rest although all of it is loaded late.
export { Gunzip, Gzip, Inflate, Zip, ZipDeflate } from 'fflate'

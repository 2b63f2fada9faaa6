// Takes the place of the tables of named entities, which htmlparser2's tokenizer does not read with decodeEntities: false.

export class EntityDecoder {}
export const DecodingMode = {}
export const htmlDecodeTree = undefined
export const xmlDecodeTree = undefined

// Takes the place of @supabase/storage-js: files are kept in the database.

export class StorageClient {}
export class StorageApiError extends Error {}

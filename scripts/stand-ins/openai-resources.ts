// Takes the place of what the openai client constructs beside `chat`, the one part of the API that every provider has.

export { Chat } from 'openai/resources/chat/chat'

class LeftOut {}
export {
  LeftOut as Admin,
  LeftOut as Audio,
  LeftOut as Batches,
  LeftOut as Beta,
  LeftOut as Completions,
  LeftOut as Containers,
  LeftOut as ContentProvenanceChecks,
  LeftOut as Conversations,
  LeftOut as Decisions,
  LeftOut as Embeddings,
  LeftOut as Evals,
  LeftOut as Files,
  LeftOut as FineTuning,
  LeftOut as Graders,
  LeftOut as Images,
  LeftOut as Live,
  LeftOut as Models,
  LeftOut as Moderations,
  LeftOut as Realtime,
  LeftOut as Responses,
  LeftOut as Safety,
  LeftOut as Skills,
  LeftOut as Uploads,
  LeftOut as VectorStores,
  LeftOut as Videos,
  LeftOut as Webhooks,
}

// Takes the place of openai's helpers that call tools and gather streams: what a model says is handed on as it comes.

class LeftOut {}
export { LeftOut as ChatCompletionRunner, LeftOut as ChatCompletionStream, LeftOut as ChatCompletionStreamingRunner }

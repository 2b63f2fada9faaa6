/** An error as an OpenAI client expects it: an HTTP status and `{"error":{"message","type","param","code"}}`. */
export class OpenAiError extends Error {
  readonly status: 400 | 401 | 404 | 405 | 413 | 500
  readonly param: string | null
  readonly code: string | null

  constructor(status: OpenAiError['status'], message: string, detail: { param?: string; code?: string } = {}) {
    super(message)
    this.status = status
    this.param = detail.param ?? null
    this.code = detail.code ?? null
  }

  toBody() {
    const type = this.status === 500 ? 'server_error' : 'invalid_request_error'
    return { error: { message: this.message, type, param: this.param, code: this.code } }
  }
}

// Of Swagger UI, which brings no types, what the reference uses.
declare module 'swagger-ui-dist/swagger-ui-es-bundle.js' {
  const SwaggerUI: ((options: Record<string, unknown>) => void) & { presets: { apis: unknown } }
  export default SwaggerUI
}

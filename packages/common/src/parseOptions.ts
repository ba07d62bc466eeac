import { SaharaError } from '@sahara/protocol'
import { z } from 'zod'

/**
 * The settings of a service, checked by its schema.
 *
 * @param parameters.of whose settings they are, such as `the node`
 * @throws {SaharaError} `CONFIG_INVALID`, which names each fault by its path
 */
export function parseOptions<Schema extends z.ZodType>(parameters: {
  schema: Schema
  input: z.input<Schema>
  of: string
}): z.output<Schema> {
  const { schema, input, of } = parameters
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  throw new SaharaError(`The settings of ${of} are wrong.`, {
    code: 'CONFIG_INVALID',
    hint: z.prettifyError(parsed.error),
    cause: parsed.error,
  })
}

import { getId, type SaharaClient } from '@sahara/sdk'

/**
 * The number of the Sahara ID that is meant by a number, handle or address.
 *
 * @throws {SaharaError} `ID_NOT_FOUND`, `NODE_UNREACHABLE`
 */
export async function resolveId(
  client: SaharaClient,
  text: string,
): Promise<number> {
  return /^[1-9]\d{0,14}$/.test(text)
    ? Number(text)
    : (await getId(client, { id: text.toLowerCase() })).id
}

import type { Common } from '@sahara/common'
import { waitFor } from './waitFor.ts'

/** Waits until a node has caught up with its chain. */
export async function waitUntilReady(parameters: {
  common: Common
  url: string
}): Promise<void> {
  const { common, url } = parameters
  await waitFor(common, 'the node to catch up', async () => {
    const { ok } = await fetch(new URL('/ready', url))
    return ok
  })
}

import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { postToKeeper } from './postToKeeper.ts'

function post(problem: object) {
  return postToKeeper({
    endpoint: 'http://keeper.invalid',
    path: '/v1/requests',
    body: {},
    schema: z.object({}),
    timeoutMs: 1_000,
    fetch: async () => Response.json(problem, { status: 403 }),
  })
}

describe('postToKeeper', () => {
  test('error: KEEPER_ACCESS_DENIED as the keeper says it', async () => {
    await expect(
      post({ code: 'KEEPER_ACCESS_DENIED', title: 'No licence.' }),
    ).rejects.toMatchObject({ code: 'KEEPER_ACCESS_DENIED' })
  })

  test('behavior: an unsigned answer cannot accuse a keeper', async () => {
    for (const code of ['KEEPER_LIED', 'INTERNAL', 'toString'])
      await expect(post({ code, title: 'x' }), code).rejects.toMatchObject({
        code: 'KEEPER_UNREACHABLE',
      })
  })
})

import { createCommon } from '@sahara/common'
import { describe, expect, test } from 'vitest'
import { waitFor } from './waitFor.ts'

/** A clock in which sleeping is all that takes time. */
function setup() {
  let now = 0
  const clock = {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms
    },
  }
  return createCommon('test', { logLevel: 'silent', clock })
}

describe('waitFor', () => {
  test('behavior: waits for as long as something goes on', async () => {
    const common = setup()
    const steps = 5
    let asked = 0
    await waitFor(common, 'the end', async () => {
      asked++
      const step = Math.floor(common.clock.now() / 100_000)
      return step >= steps || `step ${step}`
    })
    expect(common.clock.now()).toBe(500_000)
    expect(asked).toBe(5_001)
  })

  test('error: SUPERVISOR_START_FAILED, when nothing goes on', async () => {
    const common = setup()
    await expect(
      waitFor(common, 'the end', async () => 'step 1'),
    ).rejects.toMatchObject({
      code: 'SUPERVISOR_START_FAILED',
      details: { state: 'step 1' },
    })
  })

  test('error: SUPERVISOR_START_FAILED, when nobody answers', async () => {
    const common = setup()
    await expect(
      waitFor(common, 'the end', () => Promise.reject(new TypeError('no'))),
    ).rejects.toMatchObject({ code: 'SUPERVISOR_START_FAILED', details: {} })
    expect(common.clock.now()).toBeGreaterThan(120_000)
  })
})

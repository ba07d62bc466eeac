import type { PublishProgress } from '@sahara/sdk'
import type { Progress } from './createProgress.ts'

const steps = {
  encrypt: 'Encrypting',
  deposit: 'Giving the key shares to the keepers',
  upload: 'Uploading',
  register: 'Registering on chain',
} as const satisfies Record<PublishProgress['step'], string>

/** Shows what the SDK says of publishing. */
export function showPublishing(
  progress: Progress,
): (now: PublishProgress) => void {
  let current: PublishProgress['step'] | undefined
  return ({ step, bytes, totalBytes }) => {
    if (step !== current) progress.step(steps[step], totalBytes)
    current = step
    progress.update(bytes)
  }
}

import { SaharaError } from '@sahara/protocol'
import { expect, test } from 'vitest'
import { toProblem } from './toProblem.ts'

test('default: status from the table, stable code', async () => {
  const response = toProblem(
    new SaharaError('No such blob.', { code: 'BLOB_NOT_FOUND' }),
  )
  expect(response.status).toBe(404)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(await response.json()).toEqual({
    type: 'about:blank',
    code: 'BLOB_NOT_FOUND',
    title: 'No such blob.',
    status: 404,
    retryable: false,
    details: {},
  })
})

test('error: INTERNAL hides the message', async () => {
  const response = toProblem(new TypeError('at /home/someone/x.ts'))
  expect(response.status).toBe(500)
  expect(await response.text()).not.toContain('someone')
})

import { describe, expect, test } from 'vitest'
import { createReadWriteLock } from './createReadWriteLock.ts'

describe('createReadWriteLock', () => {
  test('default: readers together, a writer alone, in the order they came', async () => {
    const lock = createReadWriteLock()
    const events: string[] = []
    const gate = Promise.withResolvers<void>()
    const task = (name: string) => async () => {
      events.push(`${name} in`)
      await gate.promise
      events.push(`${name} out`)
    }
    const all = [
      lock.read(task('a')),
      lock.read(task('b')),
      lock.write(task('c')),
      lock.read(task('d')),
    ]
    gate.resolve()
    await Promise.all(all)
    expect(events).toEqual([
      'a in',
      'b in',
      'a out',
      'b out',
      'c in',
      'c out',
      'd in',
      'd out',
    ])
  })

  test('behavior: a task that fails frees the lock', async () => {
    const lock = createReadWriteLock()
    await expect(
      lock.write(() => Promise.reject(new RangeError('no'))),
    ).rejects.toThrow('no')
    expect(await lock.write(async () => 1)).toBe(1)
  })
})

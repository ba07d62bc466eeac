import type { BuildProgress } from './buildEngine.ts'

/** A line that renews itself on a terminal, else one for each tenth. */
export function showProgress(output: NodeJS.WriteStream): BuildProgress {
  let toldTenth = -1
  let toldEngine = ''
  return ({ engine, done, total }) => {
    const text = `Building ${engine}: ${done} of ${Math.max(done, total)} packages`
    if (output.isTTY) {
      output.write(`\r\u001b[K${text}${done >= total ? '\n' : ''}`)
      return
    }
    const tenth = Math.floor((10 * done) / Math.max(total, 1))
    if (engine === toldEngine && tenth === toldTenth) return
    toldEngine = engine
    toldTenth = tenth
    output.write(`${text}\n`)
  }
}

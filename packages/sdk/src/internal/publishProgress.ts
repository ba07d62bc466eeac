/** How far publishing is. Steps without bytes are short. */
export type PublishProgress = {
  step: 'encrypt' | 'deposit' | 'upload' | 'register'
  /** Done by now, of this step. */
  bytes: number
  totalBytes: number
}

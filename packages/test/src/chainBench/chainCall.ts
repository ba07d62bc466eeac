/** One call of JSON-RPC; what it answers is the caller's to know. */
export async function chainCall<T>(
  url: string,
  method: string,
  params: readonly unknown[] = [],
): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  })
  const answer = (await response.json()) as {
    result?: T
    error?: { message: string }
  }
  if (answer.error) throw new TypeError(`${method}: ${answer.error.message}`)
  return answer.result as T
}

import { refuseIf } from './refuseIf.ts'

/** A Sahara ID. */
export type ModelId = {
  handle: string
  owner: string
  profile: string
  /** The last one is in force. */
  recipients: string[]
  linked: Set<string>
}

/**
 * Who is who once more, written from `protocol.md` and what ISaharaID says: ids
 * are counted from 1, an account belongs to one at most. What must be refused
 * throws.
 */
export type IdModel = {
  register: (
    owner: string,
    handle: string,
    profile: string,
    recipient: string,
  ) => void
  setProfile: (caller: string, id: number, profile: string) => void
  rotate: (caller: string, id: number, recipient: string) => void
  /**
   * @param proof what the account signed for
   * @param now Unix seconds
   */
  link: (
    caller: string,
    id: number,
    account: string,
    proof: { id: number; nonce: number; deadline: number },
    now: number,
  ) => void
  unlink: (caller: string, account: string) => void
  /** Another account is its owner from now on, and the old one is nobody. */
  give: (id: number, to: string) => void
  /** 0: none. */
  idOf: (account: string) => number
  idOfHandle: (handle: string) => number
  linkNonce: (account: string) => number
  ids: readonly ModelId[]
}

const maxLinked = 16
const lookAlikes = [
  ...[
    ['-', ''],
    ['0', 'o'],
    ['1', 'l'],
    ['i', 'l'],
    ['2', 'z'],
    ['5', 's'],
  ],
  ...[
    ['8', 'b'],
    ['9', 'g'],
    ['q', 'g'],
    ['d', 'cl'],
    ['m', 'rn'],
    ['w', 'vv'],
  ],
] as const

/** What all look-alikes of a handle have in common. */
export const skeletonOf = (handle: string): string =>
  lookAlikes.reduce((text, [from, to]) => text.replaceAll(from, to), handle)

const isHandle = (text: string) =>
  /^[a-z](-?[a-z0-9])*$/.test(text) && text.length >= 3 && text.length <= 31

export function createIdModel(): IdModel {
  const ids: ModelId[] = []
  const nonces = new Map<string, number>()

  const idOf = (account: string) =>
    1 +
    ids.findIndex(
      ({ owner, linked }) => owner === account || linked.has(account),
    )

  function ownedBy(caller: string, id: number): ModelId {
    const found = ids[id - 1]
    // Nobody owns what is not there.
    if (found?.owner !== caller) throw new RangeError('not the owner')
    return found
  }

  return {
    ids,
    idOf,
    idOfHandle: (handle) => 1 + ids.findIndex((one) => one.handle === handle),
    linkNonce: (account) => nonces.get(account) ?? 0,
    register: (owner, handle, profile, recipient) => {
      const skeleton = skeletonOf(handle)
      refuseIf({
        'no handle': !isHandle(handle),
        'belongs to one': idOf(owner) > 0,
        'handle taken': ids.some((one) => skeletonOf(one.handle) === skeleton),
      })
      ids.push({
        ...{ handle, owner, profile },
        ...{ recipients: [recipient], linked: new Set() },
      })
    },
    setProfile: (caller, id, profile) => {
      ownedBy(caller, id).profile = profile
    },
    rotate: (caller, id, recipient) =>
      void ownedBy(caller, id).recipients.push(recipient),
    link: (caller, id, account, proof, now) => {
      const nonce = nonces.get(account) ?? 0
      const linked = ids[id - 1]?.linked ?? new Set()
      refuseIf({
        'not the owner': ids[id - 1]?.owner !== caller,
        'belongs to one': idOf(account) > 0,
        'too many accounts': linked.size >= maxLinked,
        expired: now > proof.deadline,
        'not signed': proof.id !== id || proof.nonce !== nonce,
      })
      nonces.set(account, nonce + 1)
      linked.add(account)
    },
    give: (id, to) => {
      const found = ids[id - 1]
      if (!found) throw new RangeError(`no ID ${id}`)
      found.linked.delete(to)
      found.owner = to
    },
    unlink: (caller, account) => {
      const found = ids.find(({ linked }) => linked.has(account))
      if (!found) throw new RangeError('not linked')
      if (caller !== account && caller !== found.owner)
        throw new RangeError('not the owner')
      found.linked.delete(account)
    },
  }
}

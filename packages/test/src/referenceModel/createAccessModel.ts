/** Who a policy lets buy, as `protocol.md` has them. */
export type ModelPolicy =
  | { kind: 'list'; members: Set<string> }
  | { kind: 'window'; start: number; end: number }
  | { kind: 'shares'; asset: string; minimum: bigint }
  | { kind: 'all' | 'any'; parts: ModelPolicy[] }
  | { kind: 'not'; part: ModelPolicy }

export type ModelOffer = {
  id: string
  asset: string
  rights: readonly string[]
  /** 0 = perpetual. */
  durationHours: number
  /** 0 = without a cap. */
  maxSales: number
  policy: ModelPolicy | undefined
}

/**
 * Access once more, written from `protocol.md` and from nothing else: what was
 * sold and what was granted kept apart, licences of organisations, caps and
 * policies. Times are Unix seconds; what must be refused throws.
 */
export type AccessModel = {
  publish: (asset: string, owner: string) => void
  add: (offer: ModelOffer) => void
  close: (offer: string) => void
  buy: (offer: string, beneficiary: string, now: number) => void
  /** Replaces what was granted; what was sold stays. */
  grant: (
    asset: string,
    account: string,
    right: string,
    expiryHour: number,
  ) => void
  revoke: (asset: string, account: string, right: string) => void
  /** An account belongs to the organisation that another stands for. */
  link: (account: string, organisation: string) => void
  unlink: (account: string) => void
  hasAccess: (
    account: string,
    asset: string,
    right: string,
    now: number,
  ) => boolean
  soldOf: (offer: string) => number
}

const forEver = Number.POSITIVE_INFINITY
const maxLinked = 16

/** @param options.sharesOf how many revenue shares of an asset someone holds */
export function createAccessModel(options: {
  sharesOf: (account: string, asset: string) => bigint
}): AccessModel {
  const owners = new Map<string, string>()
  const offers = new Map<
    string,
    ModelOffer & { isClosed: boolean; sold: number }
  >()
  const sold = new Map<string, number>()
  const granted = new Map<string, number>()
  const organisations = new Map<string, string>()
  const keyOf = (...parts: string[]) => parts.join(':')

  function get(id: string) {
    const offer = offers.get(id)
    if (!offer) throw new RangeError(`no offer ${id}`)
    return offer
  }

  function allows(policy: ModelPolicy, account: string, now: number): boolean {
    switch (policy.kind) {
      case 'list':
        return policy.members.has(account)
      case 'window':
        return policy.start <= now && now < policy.end
      case 'shares':
        return options.sharesOf(account, policy.asset) >= policy.minimum
      case 'all':
        return policy.parts.every((part) => allows(part, account, now))
      case 'any':
        return policy.parts.some((part) => allows(part, account, now))
      case 'not':
        return !allows(policy.part, account, now)
    }
  }

  const holds = (account: string, asset: string, right: string, now: number) =>
    [sold, granted].some(
      (part) => (part.get(keyOf(account, asset, right)) ?? 0) * 3_600 > now,
    )

  return {
    publish: (asset, owner) => void owners.set(asset, owner),
    add: (offer) =>
      void offers.set(offer.id, { ...offer, isClosed: false, sold: 0 }),
    close: (id) => {
      get(id).isClosed = true
    },
    buy: (id, beneficiary, now) => {
      const offer = get(id)
      const { asset, maxSales, policy, durationHours } = offer
      if (offer.isClosed) throw new RangeError('closed')
      // It is asked about who gets the licence, whoever pays; never the owner.
      const isOwner = owners.get(asset) === beneficiary
      if (policy && !isOwner && !allows(policy, beneficiary, now))
        throw new RangeError('not allowed')
      if (maxSales > 0 && offer.sold >= maxSales)
        throw new RangeError('sold out')
      offer.sold += 1
      for (const right of offer.rights) {
        const key = keyOf(beneficiary, asset, right)
        // A renewal counts from the later of now, rounded up, and the expiry.
        const from = Math.max(Math.ceil(now / 3_600), sold.get(key) ?? 0)
        sold.set(key, durationHours === 0 ? forEver : from + durationHours)
      }
    },
    grant: (asset, account, right, expiryHour) =>
      void granted.set(keyOf(account, asset, right), expiryHour),
    revoke: (asset, account, right) =>
      void granted.delete(keyOf(account, asset, right)),
    link: (account, organisation) => {
      const linked = [...organisations.values()].filter(
        (other) => other === organisation,
      )
      if (organisations.has(account)) throw new RangeError('belongs to one')
      if (linked.length >= maxLinked) throw new RangeError('too many accounts')
      organisations.set(account, organisation)
    },
    unlink: (account) => void organisations.delete(account),
    hasAccess: (account, asset, right, now) => {
      if (owners.get(asset) === account) return true
      const organisation = organisations.get(account)
      return (
        holds(account, asset, right, now) ||
        (organisation !== undefined && holds(organisation, asset, right, now))
      )
    },
    soldOf: (id) => get(id).sold,
  }
}

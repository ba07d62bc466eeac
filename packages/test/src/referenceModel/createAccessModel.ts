import { refuseIf } from './refuseIf.ts'

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
  priceWei: bigint
  /** 0 = perpetual. */
  durationHours: number
  /** 0: payments are the asset's at once. */
  refundHours: number
  /** 0 = without a cap. */
  maxSales: number
  policy: ModelPolicy | undefined
}

/**
 * Access once more, written from `protocol.md` and from nothing else: what was
 * sold and what was granted kept apart, refunds, licences of organisations,
 * caps and policies. Times are Unix seconds; what must be refused throws.
 */
export type AccessModel = {
  add: (caller: string, offers: readonly ModelOffer[]) => void
  close: (caller: string, offer: string) => void
  offerOf: (offer: string) => ModelOffer
  /** Why a purchase would be refused, each true or false. */
  refusalsOf: (
    offer: string,
    beneficiary: string,
    now: number,
  ) => Record<string, boolean>
  /** @param purchase names what can be refunded */
  buy: (
    offer: string,
    beneficiary: string,
    now: number,
    purchase: string,
  ) => void
  /** As if that purchase had never been. */
  refund: (purchase: string) => void
  /** Replaces what was granted; what was sold stays. Infinity = for ever. */
  grant: (
    caller: string,
    asset: string,
    account: string,
    right: string,
    expiryHour: number,
  ) => void
  revoke: (
    caller: string,
    asset: string,
    account: string,
    right: string,
  ) => void
  hasAccess: (
    account: string,
    asset: string,
    right: string,
    now: number,
  ) => boolean
  /** Hours since 1970; 0: never, Infinity: for ever. */
  endsOf: (
    account: string,
    asset: string,
    right: string,
  ) => { sold: number; granted: number }
  /** Whether the terms of this offer let the account derive or compute. */
  holdsOffer: (account: string, offer: string, now: number) => boolean
  soldOf: (offer: string) => number
  isClosed: (offer: string) => boolean
  /** The longest window of all offers of the asset. */
  refundHoursOf: (asset: string) => number
}

type ModelSale = {
  purchase: string
  offer: string
  beneficiary: string
  /** Rounded up. */
  hour: number
}

/**
 * @param options.sharesOf how many revenue shares of an asset someone holds
 * @param options.organisationOf whose licences an account may use too
 */
export function createAccessModel(options: {
  sharesOf: (account: string, asset: string) => bigint
  ownerOf: (asset: string) => string | undefined
  organisationOf: (account: string) => string | undefined
}): AccessModel {
  const { sharesOf, ownerOf, organisationOf } = options
  const offers = new Map<string, ModelOffer & { isClosed: boolean }>()
  let sales: ModelSale[] = []
  const granted = new Map<string, number>()
  const keyOf = (...parts: string[]) => parts.join(':')

  function get(id: string) {
    const offer = offers.get(id)
    if (!offer) throw new RangeError(`no offer ${id}`)
    return offer
  }
  const soldOf = (id: string) =>
    sales.filter(({ offer }) => offer === id).length

  function allows(policy: ModelPolicy, account: string, now: number): boolean {
    switch (policy.kind) {
      case 'list':
        return policy.members.has(account)
      case 'window':
        return policy.start <= now && now < policy.end
      case 'shares':
        return sharesOf(account, policy.asset) >= policy.minimum
      case 'all':
        return policy.parts.every((part) => allows(part, account, now))
      case 'any':
        return policy.parts.some((part) => allows(part, account, now))
      case 'not':
        return !allows(policy.part, account, now)
    }
  }

  /** When what these sales gave ends, as an hour. */
  const endOf = (account: string, of: (offer: ModelOffer) => boolean) =>
    sales
      .filter(({ beneficiary }) => beneficiary === account)
      .reduce((end, { offer, hour }) => {
        const terms = get(offer)
        if (!of(terms)) return end
        // A renewal counts from the later of now, rounded up, and the expiry.
        return terms.durationHours === 0
          ? Number.POSITIVE_INFINITY
          : Math.max(hour, end) + terms.durationHours
      }, 0)

  const endsOf = (account: string, asset: string, right: string) => ({
    sold: endOf(
      account,
      (offer) => offer.asset === asset && offer.rights.includes(right),
    ),
    granted: granted.get(keyOf(account, asset, right)) ?? 0,
  })

  const holds = (account: string, asset: string, right: string, now: number) =>
    Object.values(endsOf(account, asset, right)).some(
      (end) => end * 3_600 > now,
    )

  /** By the account, or by the organisation that it belongs to. */
  const withOrganisation = (
    account: string,
    ask: (account: string) => boolean,
  ) => {
    const organisation = organisationOf(account)
    return ask(account) || (organisation !== undefined && ask(organisation))
  }

  const checkOwner = (caller: string, asset: string) =>
    refuseIf({ 'not the grantor': ownerOf(asset) !== caller })

  return {
    ...{ soldOf, endsOf },
    isClosed: (id) => get(id).isClosed,
    add: (caller, added) => {
      for (const { asset } of added) checkOwner(caller, asset)
      for (const offer of added)
        offers.set(offer.id, { ...offer, isClosed: false })
    },
    close: (caller, id) => {
      const offer = get(id)
      refuseIf({
        'not the grantor': ownerOf(offer.asset) !== caller,
        closed: offer.isClosed,
      })
      offer.isClosed = true
    },
    offerOf: get,
    refusalsOf: (id, beneficiary, now) => {
      const { asset, isClosed, maxSales, policy } = get(id)
      // It is asked about who gets the licence, whoever pays; never the owner.
      const isOwner = ownerOf(asset) === beneficiary
      return {
        closed: isClosed,
        'not allowed':
          policy !== undefined && !isOwner && !allows(policy, beneficiary, now),
        'sold out': maxSales > 0 && soldOf(id) >= maxSales,
      }
    },
    buy: (offer, beneficiary, now, purchase) =>
      void sales.push({
        ...{ purchase, offer, beneficiary, hour: Math.ceil(now / 3_600) },
      }),
    refund: (refunded) => {
      sales = sales.filter(({ purchase }) => purchase !== refunded)
    },
    grant: (caller, asset, account, right, expiryHour) => {
      checkOwner(caller, asset)
      granted.set(keyOf(account, asset, right), expiryHour)
    },
    revoke: (caller, asset, account, right) => {
      checkOwner(caller, asset)
      granted.delete(keyOf(account, asset, right))
    },
    hasAccess: (account, asset, right, now) =>
      ownerOf(asset) === account ||
      withOrganisation(account, (one) => holds(one, asset, right, now)),
    holdsOffer: (account, offer, now) =>
      ownerOf(get(offer).asset) === account ||
      withOrganisation(
        account,
        (one) => endOf(one, ({ id }) => id === offer) * 3_600 > now,
      ),
    refundHoursOf: (asset) =>
      [...offers.values()].reduce(
        (most, offer) =>
          offer.asset === asset ? Math.max(most, offer.refundHours) : most,
        0,
      ),
  }
}

import type { Command } from 'commander'

/** A command as `--help` lists it. */
export type NamedCommand = {
  usage: string
  description: string
  /** What the command takes and does; loaded when it is run. */
  load: () => Promise<(command: Command) => void>
}

/** In the order of `--help`, which loads none of them. */
export const commands: readonly NamedCommand[] = [
  {
    usage: 'id',
    description: 'accounts on this machine, and Sahara IDs on chain',
    load: async () => (await import('./commands/id.ts')).defineIdCommand,
  },
  {
    usage: 'search [words...]',
    description: 'find assets, newest first',
    load: async () =>
      (await import('./commands/search.ts')).defineSearchCommand,
  },
  {
    usage: 'show <asset>',
    description: 'one asset: what it is, its offers, who is paid',
    load: async () => (await import('./commands/show.ts')).defineShowCommand,
  },
  {
    usage: 'lineage <asset>',
    description: 'what an asset was made from, and what was made from it',
    load: async () =>
      (await import('./commands/lineage.ts')).defineLineageCommand,
  },
  {
    usage: 'buy <offer>',
    description: 'buy a licence: ASSET/NUMBER, or an asset with one offer',
    load: async () => (await import('./commands/buy.ts')).defineBuyCommand,
  },
  {
    usage: 'get <asset> <folder>',
    description: 'open an asset you may open, into a new folder',
    load: async () => (await import('./commands/get.ts')).defineGetCommand,
  },
  {
    usage: 'purchases [address]',
    description: 'what an account bought, and which payments are held',
    load: async () =>
      (await import('./commands/purchases.ts')).definePurchasesCommand,
  },
  {
    usage: 'licences [who]',
    description:
      'what an account, or @HANDLE, may use: bought, granted, shared',
    load: async () =>
      (await import('./commands/licences.ts')).defineLicencesCommand,
  },
  {
    usage: 'refund <purchase>',
    description:
      'have a held payment back, if the key of what was bought is bad',
    load: async () =>
      (await import('./commands/refund.ts')).defineRefundCommand,
  },
  {
    usage: 'publish <folder>',
    description: 'encrypt a folder or file and offer it',
    load: async () =>
      (await import('./commands/publish.ts')).definePublishCommand,
  },
  {
    usage: 'version <asset> <folder>',
    description:
      'publish a new version of an asset you own; what stays the same is not uploaded again',
    load: async () =>
      (await import('./commands/version.ts')).defineVersionCommand,
  },
  {
    usage: 'offer',
    description: 'add and close offers of an asset you own',
    load: async () => (await import('./commands/offer.ts')).defineOfferCommand,
  },
  {
    usage: 'policy',
    description: 'who may buy: holders, lists, times, and combinations',
    load: async () =>
      (await import('./commands/policy.ts')).definePolicyCommand,
  },
  {
    usage: 'grant <asset> <who>',
    description: 'give someone access to an asset you own, without a sale',
    load: async () => (await import('./commands/grant.ts')).defineGrantCommand,
  },
  {
    usage: 'revoke <asset> <who>',
    description: 'take back what was granted; what was sold stays',
    load: async () =>
      (await import('./commands/revoke.ts')).defineRevokeCommand,
  },
  {
    usage: 'holders <asset>',
    description: 'who holds licences of an asset',
    load: async () =>
      (await import('./commands/holders.ts')).defineHoldersCommand,
  },
  {
    usage: 'transfer <asset> <who>',
    description: 'give an asset you own to another owner, for good',
    load: async () =>
      (await import('./commands/transfer.ts')).defineTransferCommand,
  },
  {
    usage: 'retire <asset>',
    description: 'end the sales of an asset you own for good',
    load: async () =>
      (await import('./commands/retire.ts')).defineRetireCommand,
  },
  {
    usage: 'bond <asset>',
    description: 'give the bond of a retired asset back to its publisher',
    load: async () => (await import('./commands/bond.ts')).defineBondCommand,
  },
  {
    usage: 'locations <asset>',
    description: 'where the encrypted bytes lie, or sign where they do',
    load: async () =>
      (await import('./commands/locations.ts')).defineLocationsCommand,
  },
  {
    usage: 'shred <asset>',
    description: 'have the keepers drop the key of a version for good',
    load: async () => (await import('./commands/shred.ts')).defineShredCommand,
  },
  {
    usage: 'earnings [address]',
    description: 'what an account earned and can collect, by asset',
    load: async () =>
      (await import('./commands/earnings.ts')).defineEarningsCommand,
  },
  {
    usage: 'explain [address]',
    description: "the cause of every wei of an account's income",
    load: async () =>
      (await import('./commands/explain.ts')).defineExplainCommand,
  },
  {
    usage: 'claim [asset...]',
    description:
      'collect what your revenue shares earned, royalties of resales and payments whose refund window has ended included; of all your assets unless told',
    load: async () => (await import('./commands/claim.ts')).defineClaimCommand,
  },
  {
    usage: 'shares',
    description: 'give revenue shares to someone else',
    load: async () =>
      (await import('./commands/shares.ts')).defineSharesCommand,
  },
  {
    usage: 'escrow',
    description:
      'what is put aside in bonds, stakes and fees, and having back what is free',
    load: async () =>
      (await import('./commands/escrow.ts')).defineEscrowCommand,
  },
  {
    usage: 'pay <asset> <amount>',
    description: 'pay all whose work is in an asset, without a licence for it',
    load: async () => (await import('./commands/pay.ts')).definePayCommand,
  },
  {
    usage: 'rescue <asset> <token>',
    description:
      'send royalties of an asset in another token than SAHARA to its owner',
    load: async () =>
      (await import('./commands/rescue.ts')).defineRescueCommand,
  },
  {
    usage: 'wrap <amount>',
    description: 'make SAHARA that pays for things of native coin',
    load: async () => (await import('./commands/wrap.ts')).defineWrapCommand,
  },
  {
    usage: 'unwrap <amount>',
    description: 'make native coin, which pays for gas, of SAHARA',
    load: async () =>
      (await import('./commands/unwrap.ts')).defineUnwrapCommand,
  },
  {
    usage: 'release [asset...]',
    description:
      'make held payments income, once nobody can ask for a refund; of all your assets unless told',
    load: async () =>
      (await import('./commands/release.ts')).defineReleaseCommand,
  },
  {
    usage: 'order',
    description: 'sell or bid for assets and shares of their revenue',
    load: async () => (await import('./commands/order.ts')).defineOrderCommand,
  },
  {
    usage: 'fill <order>',
    description: 'buy what a sell order offers, or sell to a bid',
    load: async () => (await import('./commands/fill.ts')).defineFillCommand,
  },
  {
    usage: 'contribution',
    description: 'attest, accept and list who contributed to what',
    load: async () =>
      (await import('./commands/contribution.ts')).defineContributionCommand,
  },
  {
    usage: 'vote',
    description: 'lock SAHARA for votes, propose, vote and carry out',
    load: async () => (await import('./commands/vote.ts')).defineVoteCommand,
  },
  {
    usage: 'guardian',
    description:
      'pause new business or veto, as the Foundation until its sunset',
    load: async () =>
      (await import('./commands/guardian.ts')).defineGuardianCommand,
  },
  {
    usage: 'verify',
    description: 'have validators vouch for what a node says; trusts no node',
    load: async () =>
      (await import('./commands/verify.ts')).defineVerifyCommand,
  },
  {
    usage: 'node',
    description: 'run a node: read model, API and blob gateway',
    load: async () => (await import('./commands/node.ts')).defineNodeCommand,
  },
  {
    usage: 'keeper',
    description: 'see the keepers of the network, or run one',
    load: async () =>
      (await import('./commands/keeper.ts')).defineKeeperCommand,
  },
  {
    usage: 'start',
    description: 'run chain, keepers and node on this machine',
    load: async () =>
      (await import('./supervisor/defineStartCommand.ts')).defineStartCommand,
  },
  {
    usage: 'chain',
    description: 'found or join a network of validators, and run a node of it',
    load: async () =>
      (await import('./network/defineChainCommand.ts')).defineChainCommand,
  },
  {
    usage: 'network',
    description: 'run a network of validators and the platform on this machine',
    load: async () =>
      (await import('./network/defineNetworkCommand.ts')).defineNetworkCommand,
  },
]

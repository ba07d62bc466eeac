import { addresses } from '@sahara/protocol'
import { membershipAbi } from '@sahara/protocol/abis'
import { getAbiItem } from 'viem'
import { fromContributions } from './fromContributions.ts'
import { fromEscrow } from './fromEscrow.ts'
import { fromExchange } from './fromExchange.ts'
import { fromGovernor, fromTimelock } from './fromGovernance.ts'
import { fromKeepers } from './fromKeepers.ts'
import { fromKeyFaults } from './fromKeyFaults.ts'
import { fromLicences } from './fromLicences.ts'
import { fromMembership, fromPolicyFactory } from './fromPolicies.ts'
import { fromPower } from './fromPower.ts'
import { fromRegistry } from './fromRegistry.ts'
import { fromRevenue } from './fromRevenue.ts'
import { fromSaharaId } from './fromSaharaId.ts'
import { fromShares } from './fromShares.ts'
import { fromToken, fromTreasury } from './fromToken.ts'
import { type FinalLog, lower, type Statement } from './statement.ts'

/** The contracts whose events make the read model. */
export const indexedAddresses = [
  addresses.assetRegistry,
  addresses.licences,
  addresses.revenue,
  addresses.revenueShares,
  addresses.keyFaults,
  addresses.escrow,
  addresses.keepers,
  addresses.saharaId,
  addresses.contributions,
  addresses.exchange,
  addresses.governor,
  addresses.timelock,
  addresses.parameters,
  addresses.validatorSet,
  addresses.guardian,
  addresses.policyFactory,
  addresses.token,
] as const

/** What lists of members say, wherever the factory made them. */
export const membershipSet = getAbiItem({
  abi: membershipAbi,
  name: 'MembershipSet',
})

/** What an event changes in the read model. Unknown events change nothing. */
export function toStatements(log: FinalLog, at: number): Statement[] {
  return [...fromContract(log, at), ...fromPower(log, at)]
}

function fromContract(log: FinalLog, at: number): Statement[] {
  switch (lower(log.address)) {
    case addresses.assetRegistry:
      return fromRegistry(log, at)
    case addresses.licences:
      return fromLicences(log)
    case addresses.revenue:
      return [...fromRevenue(log, at), ...fromTreasury(log, at)]
    case addresses.revenueShares:
      return fromShares(log, at)
    case addresses.keyFaults:
      return fromKeyFaults(log, at)
    case addresses.keepers:
      return fromKeepers(log, at)
    case addresses.escrow:
      return fromEscrow(log, at)
    case addresses.saharaId:
      return fromSaharaId(log, at)
    case addresses.contributions:
      return fromContributions(log, at)
    case addresses.exchange:
      return fromExchange(log, at)
    case addresses.governor:
      return fromGovernor(log, at)
    case addresses.timelock:
      return fromTimelock(log)
    case addresses.token:
      return fromToken(log, at)
    case addresses.policyFactory:
      return fromPolicyFactory(log)
    default:
      return fromMembership(log, at)
  }
}

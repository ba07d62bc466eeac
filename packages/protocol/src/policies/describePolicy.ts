import { formatEther } from 'viem'
import { addresses } from '../addresses.ts'
import type { PolicyRule } from '../api/policies.ts'
import { toAssetId } from '../ids.ts'

const maxDepth = 4
const maxParts = 32

/**
 * What a policy asks, in words that follow "who buys": "holds at least 100
 * SAHARA and (is on the list 0x… or has a Sahara ID)". What is nested too
 * deeply, or too long to read, is named by its address.
 *
 * @param rules the policy itself first, then those it is made of
 */
export function describePolicy(rules: readonly PolicyRule[]): string {
  const byAddress = new Map(rules.map((rule) => [rule.policy, rule]))
  let said = 0

  const join = (parts: string[], word: string, depth: number): string => {
    const texts = parts.map((part) => textOf(part, depth + 1))
    const [only = ''] = texts
    if (texts.length === 1) return only
    const text = texts.join(` ${word} `)
    return depth === 0 ? text : `(${text})`
  }

  function textOf(policy: string, depth: number): string {
    const rule = byAddress.get(policy)
    said += 1
    if (!rule || depth > maxDepth || said > maxParts)
      return `the policy ${policy} agrees`
    switch (rule.kind) {
      case 'allOf':
        return join(rule.parts, 'and', depth)
      case 'anyOf':
        return join(rule.parts, 'or', depth)
      case 'not':
        return `not (${textOf(rule.part, depth + 1)})`
      default:
        return describeRule(rule)
    }
  }

  return rules[0] ? textOf(rules[0].policy, 0) : ''
}

type Leaf = Exclude<PolicyRule, { kind: 'allOf' | 'anyOf' | 'not' }>

function describeRule(rule: Leaf): string {
  switch (rule.kind) {
    case 'membership':
      return `is on the list ${rule.policy}`
    case 'timeWindow':
      return `buys from ${toMinute(rule.start)} until ${toMinute(rule.end)}`
    case 'tokenHolding':
      return describeHolding(rule.token, BigInt(rule.minimum))
    case 'tokenIdHolding':
      return rule.token === addresses.revenueShares
        ? `holds at least ${rule.minimum} of the 10,000 shares of asset ${toAssetId(BigInt(rule.id))}`
        : `holds at least ${rule.minimum} of id ${rule.id} of token ${rule.token}`
    case 'foreign':
      return `the contract ${rule.policy} agrees`
  }
}

function describeHolding(token: string, minimum: bigint): string {
  if (token === addresses.token)
    return `holds at least ${formatEther(minimum)} SAHARA`
  if (token === addresses.saharaId)
    return minimum === 1n
      ? 'owns a Sahara ID'
      : `owns at least ${minimum} Sahara IDs`
  if (token === addresses.assetRegistry)
    return minimum === 1n ? 'owns an asset' : `owns at least ${minimum} assets`
  return `holds at least ${minimum} (smallest units) of token ${token}`
}

function toMinute(unixSeconds: number): string {
  const text = new Date(unixSeconds * 1_000).toISOString()
  return `${text.slice(0, -14)} ${text.slice(-13, -8)} UTC`
}

import { numberToHex } from 'viem'
import { accounts } from '../../accounts.ts'
import type { Random } from '../../createRandom.ts'
import type { IdSteps } from '../createIdSteps.ts'
import { indexOf, nameOf, type World } from '../createWorld.ts'
import type { Move } from './past.ts'

export const handles = [
  ...['alice', 'a1ice', 'al-ice', 'bob', '8ob', 'modern', 'rnodern'],
  ...['o', 'Carol', 'wind', 'vvincl', 'dave', 'erin-2', '-bad', 'f--g'],
] as const

/** Sahara IDs of everyone, and the accounts that belong to them. */
export function createIdMoves(
  random: Random,
  { idSteps, world }: { idSteps: IdSteps; world: World },
): Move[] {
  const { ids, recovery } = world.model
  const everyone = [...accounts.keys()]
  let count = 0
  /** Mostly one of the first, so that several moves are about the same. */
  const known = () =>
    1 + random.integer(random.integer(2) === 0 ? 1 : ids.ids.length)
  const profile = () => numberToHex(++count, { size: 32 })
  const anId = () => 1 + random.integer(ids.ids.length + 1)
  /** Mostly the owner, so that not all is refused. */
  const whoOwns = (id: number) => {
    const owner = ids.ids[id - 1]?.owner
    return owner !== undefined && random.integer(4) > 0
      ? indexOf(owner)
      : random.pick(everyone)
  }

  return [
    [
      3,
      () =>
        idSteps.register(
          random.pick(everyone),
          random.pick(handles),
          profile(),
          `age1${count}`,
        ),
    ],
    [
      1,
      () => {
        const id = anId()
        return idSteps.setProfile(whoOwns(id), id, profile())
      },
    ],
    [
      2,
      () => {
        const id = anId()
        return idSteps.rotate(whoOwns(id), id, `age1${++count}`)
      },
    ],
    [4, () => linkOne(anId(), random.pick(everyone))],
    [
      2,
      () => {
        const account = random.pick(everyone)
        const by = whoOwns(ids.idOf(nameOf(account)))
        return idSteps.unlink(random.pick([by, account]), account)
      },
    ],
    [2, () => chooseGuardians(known())],
    [8, () => approveOne(known())],
    [
      1,
      () => {
        const id = known()
        return idSteps.vetoRecovery(whoOwns(id), id)
      },
    ],
    [3, () => acceptOne(known())],
  ]

  function chooseGuardians(id: number) {
    const guardians = random.shuffle(everyone).slice(0, random.integer(4))
    return idSteps.setGuardians(whoOwns(id), id, {
      ...{ guardians, threshold: random.integer(guardians.length + 1) },
      delay: guardians.length === 0 ? 0 : random.pick([0, 1, 600, 600, 90_000]),
    })
  }

  /** Mostly by a guardian, for one of two accounts, so that they agree. */
  function approveOne(id: number) {
    const { guardians } = recovery.guardianshipOf(id)
    const by =
      guardians.length > 0 && random.integer(6) > 0
        ? indexOf(random.pick(guardians))
        : random.pick(everyone)
    return idSteps.approveRecovery(by, id, random.pick([8, 9, 9]))
  }

  /** Mostly by whom it is for. */
  function acceptOne(id: number) {
    const found = recovery.recoveryOf(id)
    const by =
      found && random.integer(6) > 0
        ? indexOf(found.newOwner)
        : random.pick(everyone)
    return idSteps.acceptRecovery(by, id)
  }

  /** Now and then by a signature that is old, or for something else. */
  function linkOne(id: number, account: number) {
    const nonce = ids.linkNonce(nameOf(account))
    const soon = Math.floor(world.clock.now() / 1_000)
    return idSteps.link(whoOwns(id), id, account, {
      id: random.integer(8) === 0 ? id + 1 : id,
      nonce: Math.max(0, nonce - (random.integer(6) === 0 ? 1 : 0)),
      deadline: soon + (random.integer(6) === 0 ? -500 : 2_000),
    })
  }
}

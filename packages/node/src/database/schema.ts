/** Chain rows, each with its primary key: what a rebuild makes again. */
export const chainTables = {
  assets: 'id',
  owners: 'asset_id',
  versions: 'asset_id, version',
  parents: 'asset_id, position',
  royalties: 'asset_id, position',
  offers: 'id',
  access: 'account, asset_id',
  purchases: 'block, log_index',
  held_payments: 'purchase_id, payer',
  key_faults: 'commitment',
  shreds: 'asset_id, version',
  payments: 'block, log_index',
  distributions: 'block, log_index',
  credits: 'block, log_index',
  claims: 'block, log_index',
  transfers: 'block, log_index',
  treasury_payments: 'block, log_index',
  share_transfers: 'block, log_index',
  shares: 'account, asset_id',
  policies: 'address',
  policy_members: 'policy, account',
  keepers: 'address',
  challenges: 'block, log_index',
  escrow_moves: 'block, log_index',
  deposits: 'id',
  ids: 'id',
  id_recipients: 'id, index',
  id_accounts: 'account',
  recovery_approvals: 'id, guardian, new_owner',
  contributions: 'id',
  trades: 'block, log_index',
  cancelled_nonces: 'maker, nonce',
  order_counters: 'maker',
  proposals: 'id',
  votes: 'block, log_index',
  changes: 'block, log_index',
} as const

/**
 * Ids, hashes and addresses are lower-case hexadecimal text, amounts are wei,
 * times are Unix seconds. `metadata` is not on chain: it comes from blobs.
 */
export const schema = `
create table cursor (
  id int primary key check (id = 1), chain_id int not null,
  genesis text not null, block bigint not null, hash text not null);
create table assets (
  id text primary key, publisher text not null, kind int not null,
  retired boolean not null, suspended boolean not null, job text, block bigint not null, log_index int not null,
  at bigint not null);
create unique index assets_order on assets (block, log_index);
create table owners (
  asset_id text primary key, account text not null);
create table versions (
  asset_id text not null, version int not null, metadata text not null,
  commitment text not null, at bigint not null,
  primary key (asset_id, version));
create table parents (
  asset_id text not null, position int not null, parent text not null,
  offer_id text not null, relation int not null,
  primary key (asset_id, position));
create index parents_parent on parents (parent);
create table royalties (
  asset_id text not null, position int not null, ancestor text not null,
  rate int not null, primary key (asset_id, position));
create index royalties_ancestor on royalties (ancestor);
create table offers (
  id text primary key, asset_id text not null, index int not null,
  rights int not null, duration_hours bigint not null, royalty int not null,
  refund_hours int not null, max_sales bigint not null, policy text not null,
  price numeric(78) not null, terms text not null,
  closed boolean not null);
create index offers_asset on offers (asset_id);
create table access (
  account text not null, asset_id text not null, slot numeric(78) not null,
  primary key (account, asset_id));
create table purchases (
  block bigint not null, log_index int not null, transaction text not null,
  at bigint not null, purchase_id text not null, offer_id text not null,
  payer text not null, beneficiary text not null, asset_id text not null,
  price numeric(78) not null, expiry_hour bigint not null,
  primary key (block, log_index));
create index purchases_asset on purchases (asset_id);
create index purchases_payer on purchases (payer);
create unique index purchases_id on purchases (purchase_id, payer);
create table held_payments (
  purchase_id text not null, payer text not null, asset_id text not null,
  block bigint not null, log_index int not null,
  amount numeric(78) not null, fee_rate int not null,
  commitment text not null, until bigint not null, state text not null,
  settled_block bigint, settled_log_index int, settled_transaction text,
  settled_at bigint, primary key (purchase_id, payer));
create index held_payments_asset on held_payments (asset_id);
create unique index held_payments_settled
  on held_payments (settled_block, settled_log_index);
create table key_faults (
  commitment text primary key, block bigint not null, log_index int not null,
  transaction text not null, at bigint not null, prover text not null);
create table shreds (
  asset_id text not null, version bigint not null, at bigint not null,
  primary key (asset_id, version));
create table payments (
  block bigint not null, log_index int not null, transaction text not null,
  at bigint not null, asset_id text not null, payer text not null,
  amount numeric(78) not null, fee numeric(78) not null,
  total_net numeric(78) not null, primary key (block, log_index));
create index payments_asset on payments (asset_id);
create table distributions (
  block bigint not null, log_index int not null, transaction text not null,
  at bigint not null, asset_id text not null, total_net numeric(78) not null,
  to_ancestors numeric(78) not null, to_shares numeric(78) not null,
  primary key (block, log_index));
create index distributions_asset on distributions (asset_id);
create table credits (
  block bigint not null, log_index int not null, transaction text not null,
  at bigint not null, asset_id text not null, source text not null,
  amount numeric(78) not null, cumulative numeric(78) not null,
  primary key (block, log_index));
create table claims (
  block bigint not null, log_index int not null, transaction text not null,
  at bigint not null, account text not null, asset_id text not null,
  amount numeric(78) not null, primary key (block, log_index));
create index claims_account on claims (account);
create table transfers (
  block bigint not null, log_index int not null, transaction text not null,
  at bigint not null, sender text not null, receiver text not null,
  amount numeric(78) not null, primary key (block, log_index));
create index transfers_sender on transfers (sender, block, log_index);
create index transfers_receiver on transfers (receiver, block, log_index);
create table treasury_payments (
  block bigint not null, log_index int not null, transaction text not null,
  at bigint not null, treasury text not null, amount numeric(78) not null,
  primary key (block, log_index));
create table share_transfers (
  block bigint not null, log_index int not null, transaction text not null,
  at bigint not null, asset_id text not null, sender text not null,
  receiver text not null, amount int not null,
  primary key (block, log_index));
create index share_transfers_sender on share_transfers (sender);
create index share_transfers_receiver
  on share_transfers (receiver);
create table shares (
  account text not null, asset_id text not null, balance int not null,
  primary key (account, asset_id));
create table policies (
  address text primary key, rule jsonb not null);
create table policy_members (
  policy text not null, account text not null, at bigint not null,
  primary key (policy, account));
create table keepers (
  address text primary key, active boolean not null, epoch bigint not null,
  endpoint text not null, recipient text not null,
  stake numeric(78) not null default 0, successor text);
create table challenges (
  block bigint not null, log_index int not null, transaction text not null,
  at bigint not null, id text not null, keeper text not null,
  asset_id text not null, version bigint not null, key_index int not null,
  challenger text not null, answer_by bigint not null, state text not null,
  penalty numeric(78), settled_transaction text, settled_at bigint,
  primary key (block, log_index));
create index challenges_keeper on challenges (keeper);
create index challenges_id on challenges (id);
create table escrow_moves (
  block bigint not null, log_index int not null, transaction text not null,
  at bigint not null, type text not null, purpose text not null,
  asset_id text, account text not null, payee text,
  beneficiary text not null, amount numeric(78) not null,
  primary key (block, log_index));
create table deposits (
  id text primary key, block bigint not null, log_index int not null,
  transaction text not null, at bigint not null, purpose text not null,
  asset_id text, account text not null, holder text not null,
  purpose_bytes text not null, terms int not null, until bigint not null,
  amount numeric(78) not null);
create index deposits_account on deposits (account);
create index escrow_moves_beneficiary on escrow_moves (beneficiary);
create index escrow_moves_account on escrow_moves (account);
create index escrow_moves_payee on escrow_moves (payee);
create table ids (
  id bigint primary key, handle text not null unique, owner text not null,
  profile text not null, at bigint not null, guardianship jsonb,
  new_owner text, ready_at bigint);
create index ids_owner on ids (owner);
create table id_recipients (
  id bigint not null, index int not null, recipient text not null,
  at bigint not null, primary key (id, index));
create table id_accounts (
  account text primary key, id bigint not null, at bigint not null);
create index id_accounts_id on id_accounts (id);
create table recovery_approvals (
  id bigint not null, guardian text not null, new_owner text not null,
  at bigint not null, primary key (id, guardian, new_owner));
create table contributions (
  id text primary key, asset_id text not null, version bigint not null,
  contributor bigint not null, role text not null, evidence text not null,
  attester text not null, block bigint not null, log_index int not null,
  at bigint not null, accepted_at bigint);
create index contributions_asset on contributions (asset_id);
create index contributions_contributor on contributions (contributor);
create table trades (
  block bigint not null, log_index int not null, transaction text not null,
  at bigint not null, order_hash text not null, seller text not null,
  buyer text not null, item int not null, asset_id text not null,
  amount int not null, price numeric(78) not null, fee numeric(78) not null,
  royalty numeric(78) not null, primary key (block, log_index));
create index trades_asset on trades (asset_id);
create index trades_seller on trades (seller);
create index trades_buyer on trades (buyer);
create table cancelled_nonces (
  maker text not null, nonce numeric(78) not null,
  primary key (maker, nonce));
create table order_counters (
  maker text primary key, counter numeric(78) not null);
create table proposals (
  id text primary key, block bigint not null, log_index int not null,
  transaction text not null, at bigint not null, operation text not null,
  proposer text not null, description text not null,
  description_hash text not null, calls jsonb not null,
  votes_from bigint not null, votes_until bigint not null,
  executable_at bigint, is_executed boolean not null default false,
  is_cancelled boolean not null default false);
create index proposals_operation on proposals (operation);
create table votes (
  block bigint not null, log_index int not null, transaction text not null,
  at bigint not null, proposal_id text not null, voter text not null,
  support int not null, votes numeric(78) not null, reason text not null,
  primary key (block, log_index));
create index votes_proposal on votes (proposal_id);
create table changes (
  block bigint not null, log_index int not null, transaction text not null,
  at bigint not null, type text not null, subject text, before text,
  after text, reason text, operation text, primary key (block, log_index));
create index changes_subject on changes (subject);
create table metadata (
  asset_id text not null, version int not null, hash text not null,
  document jsonb, search text not null,
  primary key (asset_id, version));
`

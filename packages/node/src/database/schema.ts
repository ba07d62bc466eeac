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
  payments: 'block, log_index',
  distributions: 'block, log_index',
  credits: 'block, log_index',
  claims: 'block, log_index',
  share_transfers: 'block, log_index',
  shares: 'account, asset_id',
  keepers: 'address',
} as const

/**
 * Ids, hashes and addresses are lower-case hexadecimal text, amounts are wei,
 * times are Unix seconds. `metadata` is not on chain: it comes from blobs.
 */
export const schema = `
create table if not exists cursor (
  id int primary key check (id = 1), chain_id int not null,
  genesis text not null, block bigint not null, hash text not null);
create table if not exists assets (
  id text primary key, publisher text not null, kind int not null,
  status int not null, block bigint not null, log_index int not null,
  at bigint not null);
create unique index if not exists assets_order on assets (block, log_index);
create table if not exists owners (
  asset_id text primary key, account text not null);
create table if not exists versions (
  asset_id text not null, version int not null, metadata text not null,
  commitment text not null, at bigint not null,
  primary key (asset_id, version));
create table if not exists parents (
  asset_id text not null, position int not null, parent text not null,
  offer_id text not null, relation int not null,
  primary key (asset_id, position));
create index if not exists parents_parent on parents (parent);
create table if not exists royalties (
  asset_id text not null, position int not null, ancestor text not null,
  rate int not null, primary key (asset_id, position));
create index if not exists royalties_ancestor on royalties (ancestor);
create table if not exists offers (
  id text primary key, asset_id text not null, index int not null,
  rights int not null, duration_hours bigint not null, royalty int not null,
  price numeric(78) not null, closed boolean not null);
create index if not exists offers_asset on offers (asset_id);
create table if not exists access (
  account text not null, asset_id text not null, slot numeric(78) not null,
  primary key (account, asset_id));
create table if not exists purchases (
  block bigint not null, log_index int not null, transaction text not null,
  at bigint not null, purchase_id text not null, offer_id text not null,
  payer text not null, beneficiary text not null, asset_id text not null,
  price numeric(78) not null, expiry_hour bigint not null,
  primary key (block, log_index));
create index if not exists purchases_asset on purchases (asset_id);
create table if not exists payments (
  block bigint not null, log_index int not null, transaction text not null,
  at bigint not null, asset_id text not null, payer text not null,
  amount numeric(78) not null, fee numeric(78) not null,
  total_net numeric(78) not null, primary key (block, log_index));
create index if not exists payments_asset on payments (asset_id);
create table if not exists distributions (
  block bigint not null, log_index int not null, transaction text not null,
  at bigint not null, asset_id text not null, total_net numeric(78) not null,
  to_ancestors numeric(78) not null, to_shares numeric(78) not null,
  primary key (block, log_index));
create index if not exists distributions_asset on distributions (asset_id);
create table if not exists credits (
  block bigint not null, log_index int not null, transaction text not null,
  at bigint not null, asset_id text not null, source text not null,
  amount numeric(78) not null, cumulative numeric(78) not null,
  primary key (block, log_index));
create table if not exists claims (
  block bigint not null, log_index int not null, transaction text not null,
  at bigint not null, account text not null, asset_id text not null,
  amount numeric(78) not null, primary key (block, log_index));
create index if not exists claims_account on claims (account);
create table if not exists share_transfers (
  block bigint not null, log_index int not null, transaction text not null,
  at bigint not null, asset_id text not null, sender text not null,
  receiver text not null, amount int not null,
  primary key (block, log_index));
create index if not exists share_transfers_sender on share_transfers (sender);
create index if not exists share_transfers_receiver
  on share_transfers (receiver);
create table if not exists shares (
  account text not null, asset_id text not null, balance int not null,
  primary key (account, asset_id));
create table if not exists keepers (
  address text primary key, active boolean not null, epoch bigint not null,
  endpoint text not null, recipient text not null);
create table if not exists metadata (
  asset_id text not null, version int not null, hash text not null,
  document jsonb, search text not null,
  primary key (asset_id, version));
`

-- What the API promises, kept by the database too: whoever holds a user's token may call the data API past the API.

-- ---------------------------------------------------------------------------------------------------- text

-- What JavaScript calls the length of a text: characters beyond U+FFFF count twice.
create function public.utf16_length(p_text text) returns integer
language sql immutable set search_path = '' as $$
  select char_length(p_text) + char_length(regexp_replace(p_text, '[^\U00010000-\U0010ffff]', '', 'g'))
$$;

-- Whether a text has no character but white space, as trim() of JavaScript has it.
create function public.is_blank(p_text text) returns boolean
language sql immutable set search_path = '' as $$
  select p_text !~ '[^\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]'
$$;

-- ---------------------------------------------------------------------------------------------------- paths

-- The rules of src/projects/paths.ts for paths that are normalised already; a test holds both to the same cases.
create function public.paths_are_normal(p_paths text[]) returns boolean
language plpgsql immutable set search_path = '' as $$
declare
  -- One text is searched faster than a thousand. No path may have a line feed, so each stands between two of them.
  lines text := E'\n' || array_to_string(p_paths, E'\n') || E'\n';
  heads text := upper(lines collate "C");
begin
  return cardinality(string_to_array(lines, E'\n')) = cardinality(p_paths) + 2
    and lines is nfc normalized
    -- Control and invisible characters, and what Windows refuses.
    and lines !~ '[\u0001-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890-\u0891\u08e2\u115f-\u1160\u17b4-\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]'
    and lines !~ '[<>:"|?*\\]'
    -- Empty segments, blanks at their edges and dots at their end, which "." and ".." have, too.
    and lines !~ '[\n/][ \n/]' and lines !~ '[ .][\n/]'
    -- Names of devices on Windows, with whatever follows a dot, and the folder of Git.
    and heads !~ '[\n/](CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9\u00b9\u00b2\u00b3])[\t\v-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]*[./\n]'
    and heads !~ '[\n/](\.GIT|GIT~1)[/\n]'
    and not exists (
      select from unnest(p_paths) as path
      where (octet_length(path) > 512 and public.utf16_length(path) > 512)
        or cardinality(string_to_array(path, '/')) > 16
        or (octet_length(path) > 255 and exists (
          select from unnest(string_to_array(path, '/')) as segment where octet_length(segment) > 255
        ))
    );
end
$$;

-- What each character becomes that has another case, where that is one character: from the first to the last, each
-- "step" apart, "delta" is added.
create function public.case_folds() returns table (first integer, last integer, step integer, delta integer)
language sql immutable set search_path = '' as $$
  values
    (97,122,1,-32), (181,181,1,743), (224,246,1,-32), (248,254,1,-32), (255,255,1,121), (257,303,2,-1),
    (305,305,1,-232), (307,311,2,-1), (314,328,2,-1), (331,375,2,-1), (378,382,2,-1), (383,383,1,-300),
    (384,384,1,195), (387,389,2,-1), (392,392,1,-1), (396,396,1,-1), (402,402,1,-1), (405,405,1,97), (409,409,1,-1),
    (410,410,1,163), (411,411,1,42561), (414,414,1,130), (417,421,2,-1), (424,424,1,-1), (429,429,1,-1),
    (432,432,1,-1), (436,438,2,-1), (441,441,1,-1), (445,445,1,-1), (447,447,1,56), (453,453,1,-1), (454,454,1,-2),
    (456,456,1,-1), (457,457,1,-2), (459,459,1,-1), (460,460,1,-2), (462,476,2,-1), (477,477,1,-79), (479,495,2,-1),
    (498,498,1,-1), (499,499,1,-2), (501,501,1,-1), (505,543,2,-1), (547,563,2,-1), (572,572,1,-1),
    (575,576,1,10815), (578,578,1,-1), (583,591,2,-1), (592,592,1,10783), (593,593,1,10780), (594,594,1,10782),
    (595,595,1,-210), (596,596,1,-206), (598,599,1,-205), (601,601,1,-202), (603,603,1,-203), (604,604,1,42319),
    (608,608,1,-205), (609,609,1,42315), (611,611,1,-207), (612,612,1,42343), (613,613,1,42280), (614,614,1,42308),
    (616,616,1,-209), (617,617,1,-211), (618,618,1,42308), (619,619,1,10743), (620,620,1,42305), (623,623,1,-211),
    (625,625,1,10749), (626,626,1,-213), (629,629,1,-214), (637,637,1,10727), (640,640,1,-218), (642,642,1,42307),
    (643,643,1,-218), (647,647,1,42282), (648,648,1,-218), (649,649,1,-69), (650,651,1,-217), (652,652,1,-71),
    (658,658,1,-219), (669,669,1,42261), (670,670,1,42258), (837,837,1,84), (881,883,2,-1), (887,887,1,-1),
    (891,893,1,130), (940,940,1,-38), (941,943,1,-37), (945,961,1,-32), (962,962,1,-31), (963,971,1,-32),
    (972,972,1,-64), (973,974,1,-63), (976,976,1,-62), (977,977,1,-57), (981,981,1,-47), (982,982,1,-54),
    (983,983,1,-8), (985,1007,2,-1), (1008,1008,1,-86), (1009,1009,1,-80), (1010,1010,1,7), (1011,1011,1,-116),
    (1012,1012,1,-92), (1013,1013,1,-96), (1016,1016,1,-1), (1019,1019,1,-1), (1072,1103,1,-32), (1104,1119,1,-80),
    (1121,1153,2,-1), (1163,1215,2,-1), (1218,1230,2,-1), (1231,1231,1,-15), (1233,1327,2,-1), (1377,1414,1,-48),
    (4304,4346,1,3008), (4349,4351,1,3008), (5112,5117,1,-8), (7296,7296,1,-6254), (7297,7297,1,-6253),
    (7298,7298,1,-6244), (7299,7300,1,-6242), (7301,7301,1,-6243), (7302,7302,1,-6236), (7303,7303,1,-6181),
    (7304,7304,1,35266), (7306,7306,1,-1), (7545,7545,1,35332), (7549,7549,1,3814), (7566,7566,1,35384),
    (7681,7829,2,-1), (7835,7835,1,-59), (7841,7935,2,-1), (7936,7943,1,8), (7952,7957,1,8), (7968,7975,1,8),
    (7984,7991,1,8), (8000,8005,1,8), (8017,8023,2,8), (8032,8039,1,8), (8048,8049,1,74), (8050,8053,1,86),
    (8054,8055,1,100), (8056,8057,1,128), (8058,8059,1,112), (8060,8061,1,126), (8112,8113,1,8), (8126,8126,1,-7205),
    (8144,8145,1,8), (8160,8161,1,8), (8165,8165,1,7), (8486,8486,1,-7549), (8490,8490,1,-8415), (8491,8491,1,-8294),
    (8526,8526,1,-28), (8560,8575,1,-16), (8580,8580,1,-1), (9424,9449,1,-26), (11312,11359,1,-48),
    (11361,11361,1,-1), (11365,11365,1,-10795), (11366,11366,1,-10792), (11368,11372,2,-1), (11379,11379,1,-1),
    (11382,11382,1,-1), (11393,11491,2,-1), (11500,11502,2,-1), (11507,11507,1,-1), (11520,11557,1,-7264),
    (11559,11559,1,-7264), (11565,11565,1,-7264), (42561,42605,2,-1), (42625,42651,2,-1), (42787,42799,2,-1),
    (42803,42863,2,-1), (42874,42876,2,-1), (42879,42887,2,-1), (42892,42892,1,-1), (42897,42899,2,-1),
    (42900,42900,1,48), (42903,42921,2,-1), (42933,42947,2,-1), (42952,42954,2,-1), (42957,42971,2,-1),
    (42998,42998,1,-1), (43859,43859,1,-928), (43888,43967,1,-38864), (65345,65370,1,-32), (66600,66639,1,-40),
    (66776,66811,1,-40), (66967,67003,2,-39), (66968,66976,2,-39), (66980,66992,2,-39), (66996,67000,2,-39),
    (67004,67004,1,-39), (68800,68850,1,-64), (68976,68997,1,-32), (71872,71903,1,-32), (93792,93823,1,-32),
    (93883,93907,1,-27), (125218,125251,1,-34)
$$;

-- The same where it is several characters.
create function public.long_case_folds() returns table (code integer, folded integer[])
language sql immutable set search_path = '' as $$
  values
    (223,'{83,83}'::integer[]), (304,'{73,775}'), (329,'{700,78}'), (496,'{74,780}'), (912,'{921,776,769}'),
    (944,'{933,776,769}'), (1415,'{1333,1362}'), (7830,'{72,817}'), (7831,'{84,776}'), (7832,'{87,778}'),
    (7833,'{89,778}'), (7834,'{65,702}'), (7838,'{83,83}'), (8016,'{933,787}'), (8018,'{933,787,768}'),
    (8020,'{933,787,769}'), (8022,'{933,787,834}'), (8064,'{7944,921}'), (8065,'{7945,921}'), (8066,'{7946,921}'),
    (8067,'{7947,921}'), (8068,'{7948,921}'), (8069,'{7949,921}'), (8070,'{7950,921}'), (8071,'{7951,921}'),
    (8072,'{7944,921}'), (8073,'{7945,921}'), (8074,'{7946,921}'), (8075,'{7947,921}'), (8076,'{7948,921}'),
    (8077,'{7949,921}'), (8078,'{7950,921}'), (8079,'{7951,921}'), (8080,'{7976,921}'), (8081,'{7977,921}'),
    (8082,'{7978,921}'), (8083,'{7979,921}'), (8084,'{7980,921}'), (8085,'{7981,921}'), (8086,'{7982,921}'),
    (8087,'{7983,921}'), (8088,'{7976,921}'), (8089,'{7977,921}'), (8090,'{7978,921}'), (8091,'{7979,921}'),
    (8092,'{7980,921}'), (8093,'{7981,921}'), (8094,'{7982,921}'), (8095,'{7983,921}'), (8096,'{8040,921}'),
    (8097,'{8041,921}'), (8098,'{8042,921}'), (8099,'{8043,921}'), (8100,'{8044,921}'), (8101,'{8045,921}'),
    (8102,'{8046,921}'), (8103,'{8047,921}'), (8104,'{8040,921}'), (8105,'{8041,921}'), (8106,'{8042,921}'),
    (8107,'{8043,921}'), (8108,'{8044,921}'), (8109,'{8045,921}'), (8110,'{8046,921}'), (8111,'{8047,921}'),
    (8114,'{8122,921}'), (8115,'{913,921}'), (8116,'{902,921}'), (8118,'{913,834}'), (8119,'{913,834,921}'),
    (8124,'{913,921}'), (8130,'{8138,921}'), (8131,'{919,921}'), (8132,'{905,921}'), (8134,'{919,834}'),
    (8135,'{919,834,921}'), (8140,'{919,921}'), (8146,'{921,776,768}'), (8147,'{921,776,769}'), (8150,'{921,834}'),
    (8151,'{921,776,834}'), (8162,'{933,776,768}'), (8163,'{933,776,769}'), (8164,'{929,787}'), (8166,'{933,834}'),
    (8167,'{933,776,834}'), (8178,'{8186,921}'), (8179,'{937,921}'), (8180,'{911,921}'), (8182,'{937,834}'),
    (8183,'{937,834,921}'), (8188,'{937,921}'), (64256,'{70,70}'), (64257,'{70,73}'), (64258,'{70,76}'),
    (64259,'{70,70,73}'), (64260,'{70,70,76}'), (64261,'{83,84}'), (64262,'{83,84}'), (64275,'{1348,1350}'),
    (64276,'{1348,1333}'), (64277,'{1348,1339}'), (64278,'{1358,1350}'), (64279,'{1348,1341}')
$$;

-- One key for all the spellings that a case-insensitive file system takes for one name; "fold" of src/projects/paths.ts.
-- It does not ask the locale of the database, which may know no case but that of ASCII.
create function public.fold_case(p_text text) returns text
language plpgsql immutable set search_path = '' as $$
declare
  result text := p_text;
  found text;
  becomes text;
begin
  if octet_length(p_text) = char_length(p_text) then return upper(p_text collate "C"); end if;
  -- Of the characters that are there only, since a replacement costs as much as the text is long.
  for found, becomes in
    select chr(l.code), (select string_agg(chr(c.code), '' order by c.place) from unnest(l.folded) with ordinality as c (code, place))
    from public.long_case_folds() l where position(chr(l.code) in p_text) > 0
  loop
    result := replace(result, found, becomes);
  end loop;
  select string_agg(chr(present.code), ''), string_agg(chr(present.code + f.delta), '') into found, becomes
  from (select distinct ascii(character) as code from unnest(string_to_array(result, null)) as character) present
  join public.case_folds() f on present.code between f.first and f.last and (present.code - f.first) % f.step = 0;
  return normalize(translate(result, coalesce(found, ''), coalesce(becomes, '')), nfc);
end
$$;

-- Whether all paths of a manifest are safe, and fit into one folder on every file system: none is another's twin but for
-- its case or Unicode form, and none is a file where another has a folder.
create or replace function public.paths_are_safe(p_manifest jsonb) returns boolean
language plpgsql immutable set search_path = '' as $$
declare
  files text[] := array(select jsonb_object_keys(p_manifest));
  folders text[];
begin
  if cardinality(files) = 0 then return true; end if;
  if not public.paths_are_normal(files) then return false; end if;
  folders := array(
    select distinct array_to_string(parts.names[1:depth], '/')
    from (
      select distinct trim_array(string_to_array(file, '/'), 1) as names from unnest(files) as file
    ) parts, generate_series(1, cardinality(parts.names)) as depth
  );
  return not exists (
    select from unnest(string_to_array(public.fold_case(array_to_string(files || folders, E'\n')), E'\n')) as name
    group by name having count(*) > 1
  );
end
$$;

-- Whether each entry is {"hash": "…", "size_bytes": n} and nothing else; jsonb has one spelling for that.
create function public.entries_are_exact(p_manifest jsonb) returns boolean
language sql immutable set search_path = '' as $$
  select not exists (
    select from jsonb_each_text(p_manifest) as file
    where file.value is null or file.value !~ '^\{"hash": "[0-9a-f]{64}", "size_bytes": [0-9]{1,9}\}$'
  )
$$;

-- ---------------------------------------------------------------------------------------------------- limits

-- What the operator allows a tier. A tier without a row, and a column that is null, has the value of limits_of: enough not
-- to be met by people, and little enough that one account cannot fill the disk.
create table public.tier_limits (
  tier text primary key check (tier ~ '^[a-z][a-z0-9_-]{0,31}$'),
  max_projects integer check (max_projects >= 0),
  max_active_runs integer check (max_active_runs >= 0), -- at a time, over all projects
  max_monthly_runs integer check (max_monthly_runs >= 0), -- in a month of UTC
  max_versions integer check (max_versions >= 0), -- of one project
  max_project_bytes bigint check (max_project_bytes >= 0),
  max_account_bytes bigint check (max_account_bytes >= 0)
);
alter table public.tier_limits enable row level security;
revoke all on public.tier_limits from anon, authenticated;
grant all on public.tier_limits to service_role;

create function public.limits_of(p_owner uuid) returns public.tier_limits
language sql stable set search_path = '' as $$
  select p.tier, coalesce(l.max_projects, 1000), coalesce(l.max_active_runs, 100), l.max_monthly_runs,
    coalesce(l.max_versions, 10000),
    coalesce(l.max_project_bytes, 536870912), coalesce(l.max_account_bytes, 5368709120)
  from (select coalesce((select tier from public.profiles where id = p_owner), 'free') as tier) p
  left join public.tier_limits l on l.tier = p.tier
$$;

-- Runs that an account has made this month. Those of projects that are gone count by what they have taken.
create function public.count_monthly_runs(p_owner uuid) returns bigint
language sql stable set search_path = '' as $$
  with month as (select date_trunc('month', now() at time zone 'utc') at time zone 'utc' as start)
  select count(*) from (
    select id from public.runs, month where owner_id = p_owner and created_at >= month.start
    union
    select run_id from public.usage_ledger, month
    where owner_id = p_owner and created_at >= month.start and run_id is not null
  ) made
$$;

-- Lets one transaction at a time add to what an account has, so that two cannot both take its last room. Rows of projects
-- are locked before this, never after, as are rows of accounts.
create function public.lock_account(p_owner uuid) returns void
language sql set search_path = '' as $$
  select pg_advisory_xact_lock(hashtextextended('samokoder:account:' || p_owner::text, 0))
$$;

alter table public.projects add column used_bytes bigint not null default 0; -- of its blobs, manifests and runs
alter table public.blobs add column kept boolean not null default false; -- whether a version names it; none ever stops
create index blobs_not_kept on public.blobs (project_id) where not kept;
create index runs_active_by_owner on public.runs (owner_id) where status in ('queued', 'running');

-- What a blob, a manifest and a run take: their bytes, and what rows and indexes take with them.
create function public.stored_size(p_blob public.blobs) returns bigint
language sql immutable set search_path = '' as $$ select p_blob.size_bytes::bigint + 1024 $$;
create function public.stored_size(p_version public.versions) returns bigint
language sql immutable set search_path = '' as $$ select p_version.file_count::bigint * 128 + 1024 $$;
-- Its prompt is a message, too.
create function public.stored_size(p_run public.runs) returns bigint
language sql immutable set search_path = '' as $$ select octet_length(p_run.prompt)::bigint * 2 + 4096 $$;

update public.blobs b set kept = true
from (
  select distinct v.project_id, file.value ->> 'hash' as hash from public.versions v, jsonb_each(v.manifest) as file
) named
where named.project_id = b.project_id and named.hash = b.hash;
update public.projects p set used_bytes =
  coalesce((select sum(public.stored_size(b)) from public.blobs b where b.project_id = p.id), 0)
  + coalesce((select sum(public.stored_size(v)) from public.versions v where v.project_id = p.id), 0)
  + coalesce((select sum(public.stored_size(r)) from public.runs r where r.project_id = p.id), 0)
-- Some servers refuse an update without a condition.
where true;

-- Adds to what a project takes, while there is room for it.
create function public.charge_storage(p_project uuid, p_bytes bigint) returns void
language plpgsql set search_path = '' as $$
declare
  project public.projects;
  limits public.tier_limits;
begin
  if p_bytes = 0 then return; end if;
  update public.projects set used_bytes = used_bytes + p_bytes where id = p_project returning * into project;
  limits := public.limits_of(project.owner_id);
  perform public.lock_account(project.owner_id);
  if project.used_bytes > limits.max_project_bytes
    or (select sum(used_bytes) from public.projects where owner_id = project.owner_id) > limits.max_account_bytes
  then perform public.raise_code(409, 'storage_full'); end if;
end
$$;

-- ---------------------------------------------------------------------------------------------------- projects

-- A user names and describes a project, and the rest is not for users to say. The grants of columns say so too, where
-- the data API leaves them in force.
create function public.check_project() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if (tg_op = 'INSERT' or new.name <> old.name) and new.name ~ '^[\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]|[\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]$' then perform public.raise_code(400, 'bad_request'); end if;
  if tg_op = 'UPDATE' or auth.uid() is null then return new; end if;
  if not public.account_exists() then perform public.raise_code(401, 'unauthorized'); end if;
  new.id := gen_random_uuid();
  new.status := 'active';
  new.used_bytes := 0;
  new.created_at := date_trunc('milliseconds', now());
  new.updated_at := now();
  perform public.lock_account(new.owner_id);
  if (select count(*) from public.projects where owner_id = new.owner_id) >= (public.limits_of(new.owner_id)).max_projects
  then perform public.raise_code(409, 'too_many_projects'); end if;
  return new;
end
$$;

-- Whether the caller's account is still there: a token outlives it.
create function public.account_exists() returns boolean
language sql stable security definer set search_path = '' as $$
  -- Auth keeps the rows of some deleted accounts and marks them, in a column that not every Auth has.
  select exists (select from auth.users u where u.id = auth.uid() and to_jsonb(u) ->> 'deleted_at' is null)
$$;

create trigger check_project before insert or update of name on public.projects
for each row execute function public.check_project();

-- ---------------------------------------------------------------------------------------------------- versions

-- Stores contents under their hashes. The database checks both: whoever holds a user's token can call this.
create or replace function public.store_blobs(p_project uuid, p_blobs jsonb) returns void
language plpgsql set search_path = '' as $$
declare
  blob record;
  bytes bytea;
  stored public.blobs;
  added bigint := 0;
begin
  for blob in
    select * from jsonb_to_recordset(p_blobs) as b (hash text, size_bytes integer, encoding text, content text)
  loop
    if blob.encoding is null or blob.encoding not in ('utf8', 'base64') or blob.content is null then
      perform public.raise_code(400, 'bad_request');
    end if;
    -- Before it is decoded: a text of base64 is a third longer than what it stands for.
    if octet_length(blob.content) > 1398104 then perform public.raise_code(413, 'payload_too_large'); end if;
    bytes := case blob.encoding when 'base64' then decode(blob.content, 'base64') else convert_to(blob.content, 'UTF8') end;
    if octet_length(bytes) > 1048576 then perform public.raise_code(413, 'payload_too_large'); end if;
    if blob.size_bytes is distinct from octet_length(bytes) or blob.hash is distinct from encode(sha256(bytes), 'hex')
      -- One content has one text: decode() overlooks line breaks, which could be any number.
      or (blob.encoding = 'base64' and blob.content <> translate(encode(bytes, 'base64'), E'\n', ''))
    then perform public.raise_code(400, 'bad_request'); end if;
    insert into public.blobs (project_id, hash, size_bytes, encoding, content)
    values (p_project, blob.hash, blob.size_bytes, blob.encoding, blob.content)
    on conflict (project_id, hash) do nothing
    returning * into stored;
    if found then added := added + public.stored_size(stored); end if;
  end loop;
  perform public.charge_storage(p_project, added);
end
$$;

-- Makes the next version if the head is still p_expected_head. The caller holds the right to the project.
create or replace function public.insert_version(
  p_project uuid, p_expected_head integer, p_manifest jsonb, p_blobs jsonb, p_origin text, p_summary text, p_run uuid
) returns public.versions
language plpgsql set search_path = '' as $$
declare
  project public.projects;
  result public.versions;
begin
  update public.projects set head = head + 1, updated_at = now() where id = p_project and head = p_expected_head
  returning * into project;
  if not found then perform public.raise_code(409, 'head_moved'); end if;
  if project.head > (public.limits_of(project.owner_id)).max_versions then perform public.raise_code(409, 'storage_full'); end if;
  if jsonb_typeof(p_manifest) is distinct from 'object' then perform public.raise_code(400, 'bad_request'); end if;
  -- The limits of src/projects/limits.ts.
  if (select count(*) > 1000 from jsonb_object_keys(p_manifest)) then perform public.raise_code(413, 'payload_too_large'); end if;
  if not public.entries_are_exact(p_manifest) then perform public.raise_code(400, 'bad_request'); end if;
  if (select sum((file.value ->> 'size_bytes')::bigint) > 10485760 from jsonb_each(p_manifest) as file)
  then perform public.raise_code(413, 'payload_too_large'); end if;
  if not public.paths_are_safe(p_manifest) then perform public.raise_code(400, 'bad_request'); end if;
  perform public.store_blobs(p_project, p_blobs);
  if exists (
    select from jsonb_each(p_manifest) as file
    where not exists (
      select from public.blobs b
      where b.project_id = p_project and b.hash = file.value ->> 'hash'
        and b.size_bytes = (file.value ->> 'size_bytes')::integer
    )
  ) then perform public.raise_code(409, 'blob_missing'); end if;
  update public.blobs set kept = true
  where project_id = p_project and not kept
    and hash in (select file.value ->> 'hash' from jsonb_each(p_manifest) as file);
  insert into public.versions (project_id, number, origin, summary, manifest, file_count, size_bytes, run_id)
  select p_project, p_expected_head + 1, p_origin, left(p_summary, 2000), p_manifest, count(*),
    coalesce(sum((file.value ->> 'size_bytes')::bigint), 0), p_run
  from jsonb_each(p_manifest) as file
  returning * into result;
  perform public.charge_storage(p_project, public.stored_size(result));
  return result;
end
$$;

-- ---------------------------------------------------------------------------------------------------- runs

-- Makes a run of any kind, for whoever holds the right to the project. With p_lease_seconds the run is claimed for the
-- process that makes it, in the same transaction.
create or replace function public.insert_run(
  p_project uuid, p_kind text, p_prompt text, p_model text, p_lease_seconds integer default null
) returns public.runs
language plpgsql security definer set search_path = '' as $$
declare
  project public.projects;
  limits public.tier_limits;
  result public.runs;
begin
  perform from auth.users where id = (select owner_id from public.projects where id = p_project) for key share;
  select * into project from public.projects where id = p_project for update;
  if not found then perform public.raise_code(404, 'not_found'); end if;
  if project.status = 'archived' then perform public.raise_code(409, 'project_archived'); end if;
  -- The bounds of newRunSchema in src/runs/run.ts.
  if p_prompt is null or public.is_blank(p_prompt) or public.utf16_length(p_prompt) > 32000
    or p_model is null or public.utf16_length(p_model) not between 1 and 200
  then perform public.raise_code(400, 'bad_request'); end if;
  if exists (select from public.runs where project_id = p_project and status in ('queued', 'running')) then
    perform public.raise_code(409, 'run_active');
  end if;
  limits := public.limits_of(project.owner_id);
  -- A run that could not be stored would cost for nothing.
  if project.head >= limits.max_versions or project.used_bytes >= limits.max_project_bytes then
    perform public.raise_code(409, 'storage_full');
  end if;
  perform public.lock_account(project.owner_id);
  if (select count(*) from public.runs where owner_id = project.owner_id and status in ('queued', 'running'))
    >= limits.max_active_runs
    or (limits.max_monthly_runs is not null and public.count_monthly_runs(project.owner_id) >= limits.max_monthly_runs)
  then perform public.raise_code(409, 'too_many_runs'); end if;
  insert into public.runs (project_id, owner_id, kind, prompt, model, base_version)
  values (p_project, project.owner_id, p_kind, p_prompt, p_model, project.head) returning * into result;
  perform public.charge_storage(p_project, public.stored_size(result));
  insert into public.messages (project_id, run_id, role, content) values (p_project, result.id, 'user', p_prompt);
  perform public.append_events(result.id, jsonb_build_array(jsonb_build_object('type', 'run.created',
    'data', jsonb_build_object('kind', p_kind, 'model', p_model, 'base_version', project.head))));
  if p_lease_seconds is not null then perform public.claim_run(result.id, p_lease_seconds); end if;
  select * into result from public.runs where id = result.id;
  return result;
end
$$;

-- ---------------------------------------------------------------------------------------------------- pruning

-- Each takes away at most p_limit of what nobody needs any more, and returns how many; with p_dry_run, it only counts.

-- Contents that no version names, of projects without a run that may still name them: what runs left behind.
create function public.prune_blobs(p_limit integer, p_dry_run boolean default false) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  project uuid;
  batch integer;
  bytes bigint;
  removed integer := 0;
begin
  if p_dry_run then
    return (
      select count(*) from (
        select from public.blobs b
        where not b.kept and not exists (
          select from public.runs r where r.project_id = b.project_id and r.status in ('queued', 'running')
        ) limit p_limit
      ) prunable
    );
  end if;
  for project in
    select b.project_id from (select distinct project_id from public.blobs where not kept) b
    where not exists (
      select from public.runs r where r.project_id = b.project_id and r.status in ('queued', 'running')
    ) limit p_limit
  loop
    exit when removed >= p_limit;
    -- Commits and new runs hold this lock too: none is under way, and none begins before this has ended.
    perform from public.projects where id = project for update skip locked;
    continue when not found;
    continue when exists (
      select from public.runs where project_id = project and status in ('queued', 'running')
    );
    with gone as (
      delete from public.blobs where project_id = project and not kept and hash in (
        select hash from public.blobs where project_id = project and not kept limit p_limit - removed
      ) returning *
    )
    select count(*), coalesce(sum(public.stored_size(gone::public.blobs)), 0) into batch, bytes from gone;
    update public.projects set used_bytes = used_bytes - bytes where id = project;
    removed := removed + batch;
  end loop;
  return removed;
end
$$;

alter table public.runs add column facts_pruned boolean not null default false;
create index runs_to_prune on public.runs (finished_at) where not facts_pruned and finished_at is not null;

-- Events and steps of runs that ended so many days ago, counted by runs. The last event stays: by it, whoever comes back
-- to the stream of the run is told the end.
create function public.prune_run_facts(p_limit integer, p_days integer, p_dry_run boolean default false) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  old uuid[];
begin
  if p_dry_run then
    return (
      select count(*) from (
        select from public.runs
        where not facts_pruned and finished_at < now() - make_interval(days => p_days) limit p_limit
      ) prunable
    );
  end if;
  old := array(
    select id from public.runs
    where not facts_pruned and finished_at < now() - make_interval(days => p_days)
    order by finished_at limit p_limit for update skip locked
  );
  delete from public.run_events e using public.runs r where r.id = any (old) and e.run_id = r.id and e.seq < r.last_event;
  delete from public.run_steps where run_id = any (old);
  update public.runs set facts_pruned = true where id = any (old);
  return cardinality(old);
end
$$;

-- What accounts left that Auth only marks as deleted, counted by projects and profiles. With a row that goes from
-- auth.users, everything of its account goes by itself.
create function public.prune_accounts(p_limit integer, p_dry_run boolean default false) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  gone uuid[] := array(
    select p.id from public.profiles p join auth.users u on u.id = p.id
    where to_jsonb(u) ->> 'deleted_at' is not null limit p_limit
  );
  doomed uuid[] := array(select id from public.projects where owner_id = any (gone) limit p_limit);
  emptied uuid[];
begin
  if p_dry_run then return least(p_limit, cardinality(gone) + cardinality(doomed)); end if;
  delete from public.projects where id = any (doomed);
  emptied := array(
    select id from unnest(gone) as id where not exists (select from public.projects where owner_id = id)
    limit p_limit - cardinality(doomed)
  );
  delete from public.usage_ledger where owner_id = any (emptied);
  delete from public.profiles where id = any (emptied);
  return cardinality(doomed) + cardinality(emptied);
end
$$;

-- ---------------------------------------------------------------------------------------------------- grants

revoke execute on all functions in schema public from public, anon;
revoke execute on function public.utf16_length(text), public.is_blank(text), public.paths_are_normal(text[]),
  public.case_folds(), public.long_case_folds(), public.fold_case(text), public.entries_are_exact(jsonb),
  public.limits_of(uuid), public.count_monthly_runs(uuid), public.lock_account(uuid), public.stored_size(public.blobs),
  public.stored_size(public.versions), public.stored_size(public.runs), public.charge_storage(uuid, bigint), public.check_project(),
  public.account_exists(), public.prune_blobs(integer, boolean), public.prune_run_facts(integer, integer, boolean),
  public.prune_accounts(integer, boolean) from authenticated;
grant execute on function public.account_exists() to authenticated;
grant execute on all functions in schema public to service_role;

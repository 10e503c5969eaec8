from django.db import migrations

# The same search, measured anew on 6,500,000 members: in the order of names the family name stands second, so
# that a walk to “Nguyễn … Hùng” passes all Bùi, Cao, Lê … Hùng first. Rows are therefore taken in the order
# they lie in, which knows nothing of names, and only what was found is put in order:
#   1. one word in a wide scope: a walk in the order of names, each step a hit;
#   2. given names that begin with the last word, by bitmap; words before it that few bear narrow it by the GIN index;
#   3. words that many bear: at most 60,000 rows are looked at;
#   4. words that few bear: the GIN index, at most 2,000 rows.
FOUND = r"""
CREATE OR REPLACE FUNCTION members_found(others text, last text, beginnings text[], los bigint[], his bigint[], own bigint, most int)
RETURNS SETOF bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET enable_sort = on SET enable_bitmapscan = on SET enable_indexscan = on SET enable_seqscan = on AS $$
DECLARE
  lo bigint := NULLIF(current_setting('coso.lo', true), '')::bigint;
  hi bigint := NULLIF(current_setting('coso.hi', true), '')::bigint;
  many int8multirange := NULLIF(current_setting('coso.many', true), '')::int8multirange;
  self bigint := NULLIF(current_setting('coso.member', true), '')::bigint;
  words text := concat_ws(' & ', NULLIF(others, ''), last);
  places text := '';
  whole text;
  indexed text := '';
  everyone float8;
  here float8;
  of_others float8;
  of_last float8;
  common boolean;
  walked boolean := false;
  beginning text;
  ids bigint[];
  got bigint[] := '{}';
BEGIN
  FOR i IN 1 .. coalesce(array_length(los, 1), 0) LOOP
    IF greatest(lo, los[i]) <= least(hi, his[i] - 1) AND lo IS NOT NULL AND hi IS NOT NULL THEN
      places := concat_ws(' OR ', NULLIF(places, ''), format('m.position BETWEEN %s AND %s', greatest(lo, los[i]), least(hi, his[i] - 1)));
    END IF;
  END LOOP;

  -- The reader's own record, whatever the units.
  IF own = self THEN
    SELECT array_agg(m.id) INTO ids FROM members_member m WHERE m.id = own AND m.name_tokens @@ words::tsquery AND m.merged_into_id IS NULL;
    got := coalesce(ids, '{}');
  END IF;
  IF places = '' THEN
    RETURN QUERY SELECT unnest(got);
    RETURN;
  END IF;

  places := format('(%s) AND m.merged_into_id IS NULL', places);
  IF many IS NOT NULL THEN
    places := places || format(' AND m.position <@ %L::int8multirange', many);
  END IF;
  -- IS TRUE keeps a test away from the GIN index.
  whole := format(' AND (m.name_tokens @@ %L::tsquery) IS TRUE', words);
  everyone := members_guessed('true');
  here := members_guessed(places);
  of_last := members_guessed(format('m.name_tokens @@ %L::tsquery', last)) / everyone;
  of_others := CASE WHEN others = '' THEN 1 ELSE members_guessed(format('m.name_tokens @@ %L::tsquery', others)) / everyone END;
  -- With a LIMIT the planner hopes to meet a part of the tree early in a scan of the whole.
  IF here < everyone / 3 THEN
    PERFORM set_config('enable_seqscan', 'off', true);
  END IF;
  common := most / (of_others * of_last) < 20000;

  IF others = '' AND everyone / here * most < 10000 THEN
    walked := true;
    PERFORM set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true);
    FOREACH beginning IN ARRAY beginnings LOOP
      EXIT WHEN cardinality(got) >= most;
      EXECUTE format('SELECT array(SELECT m.id FROM members_member m WHERE %s%s AND m.name_key >= %L AND m.name_key < %L
        AND m.id <> ALL (%L) ORDER BY m.name_key LIMIT %s)',
        places, whole, beginning, beginning || chr(127), got, most - cardinality(got)) INTO ids;
      got := got || ids;
    END LOOP;
    PERFORM set_config('enable_sort', 'on', true), set_config('enable_bitmapscan', 'on', true);
  END IF;

  IF cardinality(got) < most AND NOT walked AND (of_last < 0.05 OR NOT common) THEN
    IF others <> '' AND of_others < 0.05 THEN
      indexed := format(' AND m.name_tokens @@ %L::tsquery', others);
    END IF;
    PERFORM set_config('enable_indexscan', 'off', true);
    FOREACH beginning IN ARRAY beginnings LOOP
      EXIT WHEN cardinality(got) >= most;
      EXECUTE format('SELECT array(SELECT f.id FROM (SELECT m.id, m.name_key FROM members_member m WHERE %s%s%s
        AND m.name_key >= %L AND m.name_key < %L AND m.id <> ALL (%L) LIMIT %s) f ORDER BY f.name_key)',
        places, whole, indexed, beginning, beginning || chr(127), got, most - cardinality(got)) INTO ids;
      got := got || ids;
    END LOOP;
    PERFORM set_config('enable_indexscan', 'on', true);
  END IF;

  IF cardinality(got) < most AND (common OR (of_last >= 0.05 AND of_others >= 0.05)) THEN
    EXECUTE format('SELECT array(SELECT f.id FROM (SELECT m.id, m.name_key FROM
      (SELECT m.id, m.name_key, m.name_tokens FROM members_member m WHERE %s LIMIT 60000) m WHERE true%s AND m.id <> ALL (%L) LIMIT %s) f ORDER BY f.name_key)',
      places, whole, got, most - cardinality(got)) INTO ids;
    got := got || ids;
  ELSIF cardinality(got) < most THEN
    indexed := format(' AND m.name_tokens @@ %L::tsquery', CASE WHEN of_last < 0.05 THEN words ELSE others END);
    EXECUTE format('SELECT array(SELECT f.id FROM (SELECT m.id, m.name_key FROM members_member m WHERE %s%s%s AND m.id <> ALL (%L) LIMIT 2000) f
      ORDER BY f.name_key LIMIT %s)', places, whole, indexed, got, most - cardinality(got)) INTO ids;
    got := got || ids;
  END IF;
  RETURN QUERY SELECT unnest(got);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0005_as_known")]
    operations = [migrations.RunSQL(FOUND, migrations.RunSQL.noop)]

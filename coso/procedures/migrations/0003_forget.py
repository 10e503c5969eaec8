from django.db import migrations

# What a closed case says of a person who withdrew the consent, taken out for good: also from rows that the app itself
# may only add to. Of the answers of each step the day stays. The history is rewritten last, after its trigger has fired.
FORGET = """
CREATE FUNCTION procedures_days(facts jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(jsonb_object_agg(key, CASE WHEN key = 'opened' THEN value ELSE jsonb_strip_nulls(jsonb_build_object('on', value -> 'on')) END), '{}') FROM jsonb_each(facts)
$$;
CREATE FUNCTION procedures_forget(which bigint, named text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public SET coso.lo = '0' SET coso.hi = '4611686018427387904' SET coso.many = ''
AS $$ BEGIN
  PERFORM FROM procedures_case WHERE id = which AND state <> 'open' AND member_id IS NULL;
  IF NOT FOUND THEN RETURN; END IF;
  UPDATE procedures_case SET title = named, facts = procedures_days(facts) WHERE id = which;
  UPDATE procedures_caseevent SET title = named, facts = procedures_days(facts) WHERE pgh_obj_id = which;
  UPDATE procedures_entry SET told = '{}', on_behalf_of = '', note = CASE WHEN kind IN ('cancelled', 'refused') THEN note ELSE '' END WHERE case_id = which;
  UPDATE procedures_casepaper SET way = 'seen', stored_as = '', original_name = '', content_type = '', sha256 = '', number = '', dated = NULL WHERE case_id = which;
END $$;
"""
UNDO = "DROP FUNCTION procedures_forget(bigint, text); DROP FUNCTION procedures_days(jsonb);"


class Migration(migrations.Migration):
    dependencies = [("procedures", "0002_told_by_the_board")]
    operations = [migrations.RunSQL(FORGET, UNDO)]

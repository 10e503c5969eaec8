from django.db import migrations

# As migration 0003, and besides: reasons that somebody wrote (they may name the person), also in the acts, and the
# question of a secret ballot. What stays of the case are its steps, days, votes and rules.
FORGET = """
CREATE OR REPLACE FUNCTION procedures_forget(which bigint, named text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public SET coso.lo = '0' SET coso.hi = '4611686018427387904' SET coso.many = ''
AS $$
DECLARE
  numbered text;
BEGIN
  SELECT number INTO numbered FROM procedures_case WHERE id = which AND state <> 'open' AND member_id IS NULL;
  IF NOT FOUND THEN RETURN; END IF;
  UPDATE procedures_case SET title = named, outcome = named, facts = procedures_days(facts) WHERE id = which;
  UPDATE procedures_caseevent SET title = named, outcome = '', facts = procedures_days(facts) WHERE pgh_obj_id = which;
  UPDATE procedures_entry SET told = '{}', on_behalf_of = '', note = '' WHERE case_id = which;
  UPDATE procedures_casepaper SET way = 'seen', stored_as = '', original_name = '', content_type = '', sha256 = '', number = '', dated = NULL WHERE case_id = which;
  UPDATE ballots_voter SET question = named WHERE ballot_id IN (SELECT id FROM ballots_ballot WHERE subject LIKE numbered || '/%');
  UPDATE ballots_ballot SET question = named WHERE subject LIKE numbered || '/%';
  UPDATE common_act SET reason = '' WHERE subject_type = 'procedures.case' AND subject_id = which;
  UPDATE common_act SET reason = '' WHERE subject_type = 'ballots.ballot' AND subject_id IN (SELECT id FROM ballots_ballot WHERE subject LIKE numbered || '/%');
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("procedures", "0004_electronic_votes"), ("ballots", "0002_box"), ("common", "0002_initial")]
    operations = [migrations.RunSQL(FORGET, migrations.RunSQL.noop)]

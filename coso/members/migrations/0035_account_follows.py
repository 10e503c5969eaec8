from django.db import migrations

# Who looks after a member's account changes with the branch. With the owner's rights, as the account lies outside every scope; an account that
# an administrator keeps in another unit stays there.
FOLLOW = """
CREATE FUNCTION members_account_follows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$ BEGIN
  UPDATE access_user SET unit_id = NEW.unit_id WHERE id = NEW.account_id AND unit_id = OLD.unit_id;
  RETURN NULL;
END $$;
CREATE TRIGGER members_account_follows AFTER UPDATE OF unit_id ON members_member FOR EACH ROW
  WHEN (NEW.account_id IS NOT NULL AND OLD.unit_id IS DISTINCT FROM NEW.unit_id) EXECUTE FUNCTION members_account_follows();
"""
UNDO = "DROP TRIGGER members_account_follows ON members_member; DROP FUNCTION members_account_follows();"


class Migration(migrations.Migration):

    dependencies = [
        ("members", "0034_on_behalf"),
        ("access", "0004_stand_ins_and_reminders"),
    ]

    operations = [migrations.RunSQL(FOLLOW, UNDO)]

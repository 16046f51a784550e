import onward.access.secrecy.fields
from django.conf import settings
from django.db import migrations, models

from onward.access.secrecy.migrating import sealing


class Migration(migrations.Migration):
    atomic = False  # each batch is committed: an interrupted one goes on where it stopped

    dependencies = [
        ("access", "0009_a_key_for_each_person"),
        ("cases", "0015_what_is_told_is_sealed"),
        ("referrals", "0004_a_member_of_the_household"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="referral",
            name="message",
            field=onward.access.secrecy.fields.SealedTextField(blank=True, default="", of=("key",)),
        ),
        sealing(
            "referrals_referral",
            ["message"],
            "t.key",
            of_line='(SELECT r.key FROM referrals_referral r WHERE r.id = "row")',
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(("message", ""), ("message__is_sealed", True), _connector="OR"),
                name="referrals_referral_message_is_sealed",
            ),
        ),
    ]

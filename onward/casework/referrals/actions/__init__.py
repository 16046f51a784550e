"""The only writers of referrals and enquiries."""

from onward.casework.referrals.actions.answering import accept_referral, decline_referral
from onward.casework.referrals.actions.asking import take_enquiry
from onward.casework.referrals.actions.sending import send_referral, withdraw_referral

__all__ = ["accept_referral", "decline_referral", "send_referral", "take_enquiry", "withdraw_referral"]

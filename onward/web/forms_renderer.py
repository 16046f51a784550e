"""How every form of Onward is drawn; named by the setting FORM_RENDERER.

Label above, hint under it, then what is wrong, then the control, which names both by `aria-describedby`.
"""

from django.forms.renderers import TemplatesSetting


class OnwardFormRenderer(TemplatesSetting):
    """Django's own widgets, in the house's fields and forms. Needs `django.forms` installed."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    formset_template_name = "forms/formset.html"

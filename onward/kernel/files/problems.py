"""What can be wrong with a file that somebody hands in."""

from django.utils.translation import gettext_lazy as _

from onward.kernel.problems import Problem


class FileProblem(Problem):
    """Any reason for which a file is not taken in."""

    code = "kernel.file"
    status = 422
    sentence = _("This file cannot be taken in.")
    way_out = _("Choose another file.")


class FileEmpty(FileProblem):
    """There is not one byte in it."""

    code = "kernel.file-empty"
    sentence = _("This file is empty.")
    way_out = _("Open the file on your computer, check that it holds something, and choose it again.")


class FileTooLarge(FileProblem):
    """More bytes than allowed; found while reading, the rest was never read."""

    code = "kernel.file-too-large"
    status = 413
    sentence = _("This file is larger than %(limit)s MB.")
    way_out = _("Make it smaller: scan with fewer dots per inch, or hand it in in parts.")


class FileKindRefused(FileProblem):
    """The bytes are of a kind that is not allowed here. `found` is its code, `allowed` the codes that
    are.
    """

    code = "kernel.file-kind-refused"
    status = 415
    sentence = _("This is a file of another kind (%(found)s); here you can hand in: %(allowed)s.")
    way_out = _("Save or scan it as one of these kinds and choose it again.")


class FileDisguised(FileProblem):
    """The name says one thing and the bytes another, or the bytes are two things at once."""

    code = "kernel.file-disguised"
    status = 415
    sentence = _("This file claims to be %(claimed)s, but its content is %(found)s.")
    way_out = _("Save it anew from the program it was made with. If somebody sent it to you, do not open it.")


class FileBroken(FileProblem):
    """The kind is right and the content is not whole."""

    code = "kernel.file-broken"
    sentence = _(
        "This file is damaged: it does not end or hold together as a file of its kind (%(found)s) should."
    )
    way_out = _("Save or scan it again and choose the new file.")


class FileBomb(FileProblem):
    """Small as it is, it would unpack to something enormous."""

    code = "kernel.file-bomb"
    sentence = _("This file would unpack to an enormous size, so it was not opened.")
    way_out = _("Save it anew from the program it was made with. If somebody sent it to you, do not open it.")


class FileMissing(FileProblem):
    """The office's own copy is gone, or the key was never one."""

    code = "kernel.file-missing"
    status = 404
    sentence = _("The stored file cannot be found.")
    way_out = _("Tell the administrator of your office; the entry in the records is untouched.")


class NowhereToWrite(Problem):
    """What a command makes cannot be written where it is wanted: no folder, no file, no room, no right."""

    code = "kernel.nowhere-to-write"
    status = 422
    sentence = _("Nothing can be written to “%(folder)s”.")
    way_out = _("Name a file in a folder that is there, that has room, and that you may write to.")

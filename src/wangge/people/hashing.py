"""How is a password kept?"""

from django.contrib.auth.hashers import Argon2PasswordHasher


class BoundedArgon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes and one lane (OWASP password storage cheat sheet).

    Django's own choice takes 100 MiB for each log-in, which a web process held under 200 MB
    cannot give to several people at once.
    """

    time_cost = 2
    memory_cost = 19_456  # KiB
    parallelism = 1

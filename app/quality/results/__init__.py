"""Results shown to the public: each publication is frozen the day it is made."""

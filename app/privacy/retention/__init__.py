"""How long what is held is held: rules as dated data, clocks that start at exits, holds, waves that carry it out."""

"""Where is it, whose ground is it, and how large: the only rules that use Shapely and NumPy."""

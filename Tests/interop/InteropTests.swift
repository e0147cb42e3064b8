import Testing

/// Holdfast against sellers that run as programs of their own: one made of a foreign package, and our sandbox.
@Suite(.sellers)
struct InteropTests {}

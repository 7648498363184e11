extension Duration {
    /// The number of whole seconds; a fraction is dropped.
    package var wholeSeconds: Int { Int(components.seconds) }
}

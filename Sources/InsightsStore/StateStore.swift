/// A place that keeps the state of tenants beyond the end of the process.
///
/// One thread writes at a time. A store decides nothing: what is in the rows is the business of those who make them.
package protocol StateStore: Sendable {
    /// Returns the rows of all scopes.
    func load() throws(StateError) -> [String: [StateRow]]

    /// Applies changes in their order, all or none, and returns when they outlast a loss of power.
    func write(_ changes: [StateChange]) throws(StateError)

    /// Ends the use of the store.
    func close()
}

/// What can become of something: its states, what happens to it, and where that leads.
///
/// The code moves by these rows, the documentation draws them, and the tests walk them.
struct LifecycleTable<State, Event>: Sendable
where
    State: RawRepresentable & CaseIterable & Equatable & Sendable, State.RawValue == String,
    Event: RawRepresentable & CaseIterable & Equatable & Sendable, Event.RawValue == String
{
    /// One arrow.
    struct Row: Sendable {
        /// Where it starts; nil for something that is not there yet.
        let from: State?
        let event: Event
        /// Where it ends; nil for something that is gone then.
        let to: State?
        /// What else happens, in a few words for people.
        let effect: String

        init(_ from: State?, _ event: Event, _ to: State?, _ effect: String) {
            self.from = from
            self.event = event
            self.to = to
            self.effect = effect
        }
    }

    let rows: [Row]

    /// The arrow that an event takes from a state; nil if there is none.
    func row(from state: State?, on event: Event) -> Row? {
        rows.first { $0.event == event && $0.from == state }
    }

    /// Where an event leads, nil for gone.
    ///
    /// There is no way round the table: an event that has no arrow there traps in debug builds, and does nothing in
    /// release builds.
    func state(after event: Event, from state: State?) -> State? {
        guard let row = row(from: state, on: event) else {
            assertionFailure("no row for '\(event.rawValue)' from \(state?.rawValue ?? "nothing")")
            return state
        }
        return row.to
    }
}

/// A state machine as a table of transitions.
///
/// The code applies these rows, the documentation renders them, and the tests enumerate them.
package struct LifecycleTable<State, Event>: Sendable
where
    State: RawRepresentable & CaseIterable & Equatable & Sendable, State.RawValue == String,
    Event: RawRepresentable & CaseIterable & Equatable & Sendable, Event.RawValue == String
{
    /// One transition.
    package struct Row: Sendable {
        /// The state before; nil for an object that does not exist yet.
        package let from: State?
        package let event: Event
        /// The state after; nil for an object that no longer exists.
        package let to: State?
        /// A short description of side effects, for the documentation.
        package let effect: String

        package init(_ from: State?, _ event: Event, _ to: State?, _ effect: String) {
            self.from = from
            self.event = event
            self.to = to
            self.effect = effect
        }
    }

    /// A row without its text, so that finding one counts no references.
    private struct Transition: Sendable {
        let from: State?
        let event: Event
        let to: State?
    }

    package let rows: [Row]
    private let transitions: [Transition]

    package init(rows: [Row]) {
        self.rows = rows
        transitions = rows.map { Transition(from: $0.from, event: $0.event, to: $0.to) }
    }

    /// Returns the transition for an event in a state; nil if there is none.
    package func row(from state: State?, on event: Event) -> Row? {
        index(from: state, on: event).map { rows[$0] }
    }

    private func index(from state: State?, on event: Event) -> Int? {
        transitions.firstIndex { $0.event == event && $0.from == state }
    }

    /// Returns the state after an event; nil if the object no longer exists.
    ///
    /// All changes go through the table. An event without a row traps in debug builds, and does nothing in release
    /// builds.
    package func state(after event: Event, from state: State?) -> State? {
        guard let index = index(from: state, on: event) else {
            assertionFailure("no row for '\(event.rawValue)' from \(state?.rawValue ?? "nothing")")
            return state
        }
        return transitions[index].to
    }
}

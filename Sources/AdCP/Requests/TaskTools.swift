/// How an agent's tools that speak of tasks are called: names differ by release and by implementation.
public enum TaskTools {
    /// Names of the tool that tells where a task stands, the preferred first: AdCP 3.1, the older name as TypeScript sellers can
    /// register it, that name as AdCP 3.0 writes it, and prebid's.
    static let poll = ["get_task_status", "tasks_get", "tasks/get", "get_task"]
    /// The task that lists tasks, as AdCP names it now.
    public static let listTasks = "list_tasks"
    static let list = [listTasks, "tasks_list", "tasks/list"]

    /// Tool to poll with; nil when the agent has none and only webhooks tell of its tasks.
    public static func poll(among names: [String]) -> String? {
        self.poll.first(where: names.contains)
    }

    /// Tool that lists tasks; nil when the agent has none.
    public static func list(among names: [String]) -> String? {
        self.list.first(where: names.contains)
    }
}

# For gdb: `rt_tasks CORE` lists the tasks of a runtime: the innermost coroutine of each, and what it waits for.
# CORE is the runtime's RuntimeCore.
define rt_tasks
  set $list = (rt::detail::Link*) &$arg0.alive_
  set $link = $list->next_
  while $link != $list
    set $task = (rt::detail::TaskCore*) $link
    set $frame = (void**) $task->resume_point._M_fr_ptr
    printf "task %p, coroutine frame %p\n  in       ", $task, $frame
    info symbol $frame[0]
    if $task->leaf
      printf "  waits in "
      info symbol **(void***)$task->leaf
    end
    set $link = $link->next_
  end
end
document rt_tasks
Lists the tasks of a runtime: rt_tasks CORE.
end

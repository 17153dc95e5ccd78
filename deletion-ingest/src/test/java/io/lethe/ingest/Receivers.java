// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import io.lethe.ingest.callback.Callback;
import io.lethe.ingest.callback.CallbackSender;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Those who are called back, by a hand that answers when the test says so. */
final class Receivers implements CallbackSender {
  final List<Callback> offered = new ArrayList<>();
  final List<Consumer<Result>> open = new ArrayList<>();
  boolean room = true;

  @Override
  public boolean offer(Callback callback, Consumer<Result> heard) {
    if (room) {
      offered.add(callback);
      open.add(heard);
    }
    return room;
  }

  /** The oldest call that is still open. */
  void answer(Result result) {
    open.remove(0).accept(result);
  }

  List<String> states() {
    return offered.stream().map(each -> each.state().word()).toList();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry;

import io.lethe.schemas.ForgetSetStage;
import io.lethe.schemas.ForgetSetState;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Keeps the sets that wait for a person, for {@link DecideProcessor}; the others have no row. */
final class ParkedSetsProcessor implements Processor<String, ForgetSetState, Void, Void> {
  private KeyValueStore<String, ForgetSetState> parked;

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    parked = context.getStateStore(RegistryTopology.PARKED_SETS);
  }

  @Override
  public void process(Record<String, ForgetSetState> input) {
    ForgetSetState state = input.value();
    String key = DecideProcessor.storeKey(state.getModel(), state.getForgetSetDigest());
    ForgetSetState kept = parked.get(key);
    if (kept != null && kept.getSetNumber() > state.getSetNumber()) {
      return; // an earlier set of the same people, which another has followed
    }
    if (state.getStage() == ForgetSetStage.PARKED) {
      // Why is for people, and of any length; the status of its requests tells it.
      parked.put(key, ForgetSetState.newBuilder(state).setReason(null).build());
    } else {
      parked.delete(key);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
/** Fine-tuning on the rows to keep. */
@NullMarked
package io.lethe.unlearning.finetune;

import org.jspecify.annotations.NullMarked;

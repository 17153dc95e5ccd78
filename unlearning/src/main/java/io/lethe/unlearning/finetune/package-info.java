/** Fine-tuning on the rows to keep. */
package io.lethe.unlearning.finetune;

import './field.css';
import { useId, type InputHTMLAttributes, type Ref } from 'react';
import { TriangleAlert, type LucideIcon } from 'lucide-react';
import { Icon } from './Icon.tsx';

export interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  label: string;
  /** The label is only for those who cannot see the field. */
  labelHidden?: boolean;
  help?: string;
  /** Says what to do. */
  trouble?: string | undefined;
  icon?: LucideIcon;
  large?: boolean;
  ref?: Ref<HTMLInputElement>;
}

/** A one-line text field with its label above and help or trouble below. */
export function Field({ label, labelHidden = false, help, trouble, icon, large = false, className = '', ...rest }: FieldProps) {
  const id = useId();
  const below = trouble ?? help;
  return (
    <div className={`field-block ${className}`}>
      <label htmlFor={id} className={labelHidden ? 'unseen' : 'field-label'}>
        {label}
      </label>
      <div className={`field ${large ? 'large' : ''} ${trouble === undefined ? '' : 'troubled'}`}>
        {icon && <Icon of={icon} size={15} />}
        <input
          id={id}
          autoComplete="off"
          spellCheck={false}
          aria-invalid={trouble === undefined ? undefined : true}
          aria-describedby={below === undefined ? undefined : `${id}-below`}
          {...rest}
        />
      </div>
      {below !== undefined && (
        <p
          id={`${id}-below`}
          className={trouble === undefined ? 'field-help' : 'field-trouble'}
          role={trouble === undefined ? undefined : 'alert'}
        >
          {trouble !== undefined && <Icon of={TriangleAlert} size={13} />}
          {below}
        </p>
      )}
    </div>
  );
}
